package io.thalweg.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes every call on all ranks of a world and holds the results against serial arithmetic. */
public final class Calls {

  private static final int GUARD_BYTES = 8;
  private static final byte GUARD = 0x5a;

  private Calls() {}

  /** Sums of both accumulations, whole and scattered, in buffers with something on both sides. */
  public static void assertSums(World world, int worldSize, int... lengths) {
    for (Accumulation accumulation : Accumulation.values()) {
      List<float[]> sums = new ArrayList<>();
      for (int length : lengths) {
        sums.add(serialSum(worldSize, length));
      }
      List<Outcome<Boolean>> outcomes =
          world.inGeneration(
              communicator -> {
                long round = 0;
                for (int i = 0; i < lengths.length; i++) {
                  ByteBuffer whole = guarded(vector(communicator.rank(), lengths[i]));
                  communicator.allReduceSum(whole, accumulation, round, World.PATIENCE);
                  assertNear(whole, 0, lengths[i], sums.get(i), worldSize, accumulation);
                  ByteBuffer part = guarded(vector(communicator.rank(), lengths[i]));
                  communicator.reduceScatterSum(part, accumulation, round++, World.PATIENCE);
                  Chunks chunks = new Chunks(lengths[i], worldSize);
                  int start = chunks.start(communicator.rank());
                  int end = chunks.start(communicator.rank() + 1);
                  assertNear(part, start, end, sums.get(i), worldSize, accumulation);
                }
                return true;
              });
      assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
    }
  }

  /** Parts of random sizes, empty ones too, and one broadcast from each rank. */
  public static void assertMovements(World world, int worldSize, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] parts = random.ints(worldSize, 0, 50_000).map(part -> part % 3 == 0 ? 0 : part).toArray();
    byte[] expected = new byte[Arrays.stream(parts).sum()];
    random.nextBytes(expected);
    List<Outcome<Boolean>> outcomes =
        world.inGeneration(
            communicator -> {
              int start = Arrays.stream(parts).limit(communicator.rank()).sum();
              byte[] own = new byte[expected.length];
              System.arraycopy(expected, start, own, start, parts[communicator.rank()]);
              ByteBuffer gathered = guarded(own);
              communicator.allGather(gathered, parts, 1, World.PATIENCE);
              assertThat(bytes(gathered)).isEqualTo(expected);
              for (int root = 0; root < worldSize; root++) {
                ByteBuffer told = guarded(root == communicator.rank() ? expected : new byte[0]);
                told = root == communicator.rank() ? told : guarded(new byte[expected.length]);
                communicator.broadcast(told, root, 2, World.PATIENCE);
                assertThat(bytes(told)).isEqualTo(expected);
              }
              return true;
            });
    assertThat(outcomes)
        .as("seed=%d, parts=%s", seed, Arrays.toString(parts))
        .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
  }

  private static float[] vector(int rank, int length) {
    return Vectors.random(length, rank, length);
  }

  private static float[] serialSum(int worldSize, int length) {
    double[] sums = new double[length];
    for (int rank = 0; rank < worldSize; rank++) {
      float[] values = vector(rank, length);
      for (int i = 0; i < length; i++) {
        sums[i] += values[i];
      }
    }
    float[] rounded = new float[length];
    for (int i = 0; i < length; i++) {
      rounded[i] = (float) sums[i];
    }
    return rounded;
  }

  private static void assertNear(
      ByteBuffer result, int from, int to, float[] sums, int worldSize, Accumulation accumulation) {
    FloatBuffer floats = result.slice().order(result.order()).asFloatBuffer();
    float tolerance =
        accumulation == Accumulation.FLOAT64 ? 0 : worldSize * worldSize * Math.scalb(1f, -24);
    for (int i = from; i < to; i++) {
      float error = Math.abs(floats.get(i) - sums[i]);
      if (!(error <= Math.max(tolerance, Math.ulp(sums[i]) * ulps(accumulation)))) {
        throw new AssertionError(
            "sum is wrong: index=" + i + ", result=" + floats.get(i) + ", expected=" + sums[i]);
      }
    }
    assertGuards(result);
  }

  private static int ulps(Accumulation accumulation) {
    return accumulation == Accumulation.FLOAT64 ? 0 : 1;
  }

  private static ByteBuffer guarded(float[] values) {
    ByteBuffer buffer = guarded(new byte[values.length * Float.BYTES]);
    buffer.slice().order(buffer.order()).asFloatBuffer().put(values);
    return buffer;
  }

  private static ByteBuffer guarded(byte[] content) {
    ByteBuffer all = VectorBuffers.allocate(content.length / Float.BYTES + 5);
    for (int i = 0; i < all.capacity(); i++) {
      all.put(i, GUARD);
    }
    all.put(GUARD_BYTES, content);
    return all.position(GUARD_BYTES).limit(GUARD_BYTES + content.length);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    assertGuards(buffer);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  private static void assertGuards(ByteBuffer buffer) {
    assertThat(buffer.position()).isEqualTo(GUARD_BYTES);
    ByteBuffer all = buffer.duplicate().clear();
    for (int i = 0; i < all.capacity(); i++) {
      if ((i < buffer.position() || i >= buffer.limit()) && all.get(i) != GUARD) {
        throw new AssertionError("byte outside of the buffer's limits changed: index=" + i);
      }
    }
  }
}
