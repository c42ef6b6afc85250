package io.thalweg.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import io.thalweg.collective.transport.Transports;
import io.thalweg.collective.transport.tcp.Integrity;
import io.thalweg.collective.transport.tcp.SharedSecret;
import io.thalweg.collective.transport.tcp.TcpOptions;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All calls over TCP, in all worlds, with all options, one after the other on the same links. */
@Timeout(120)
final class CollectivesTest {

  private static final int[] LENGTHS = {0, 1, 2, 3, 7, 127, 1_025, 8_191, 200_003};

  /** An endpoint's options with a name to show. */
  record Variant(String name, TcpOptions options, int worldSize) {
    @Override
    public String toString() {
      return name + ", " + worldSize + " ranks";
    }
  }

  static Stream<Variant> variants() {
    TcpOptions plain = TcpOptions.defaults();
    List<Variant> variants = new ArrayList<>();
    for (int worldSize = 1; worldSize <= 8; worldSize++) {
      variants.add(new Variant("by cost", plain, worldSize));
      for (AllReduceAlgorithm algorithm : AllReduceAlgorithm.values()) {
        variants.add(new Variant(algorithm.name(), plain.withAllReduce(algorithm), worldSize));
      }
    }
    for (int worldSize : new int[] {2, 3, 4}) {
      variants.add(new Variant("checksums", plain.withIntegrity(Integrity.PAYLOAD), worldSize));
      variants.add(new Variant("MACs", plain.withSecret(SharedSecret.of(new byte[20])), worldSize));
    }
    return variants.stream();
  }

  private static World world(Variant variant) {
    return new World(
        () -> Transports.tcp(InetAddress.getLoopbackAddress(), 0, variant.options),
        variant.worldSize);
  }

  private static <T> List<T> values(List<Outcome<T>> outcomes) {
    assertThat(outcomes).extracting(Outcome::failure).containsOnlyNulls();
    return outcomes.stream().map(Outcome::value).toList();
  }

  private static List<float[]> inputs(Variant variant, int length) {
    return IntStream.range(0, variant.worldSize)
        .mapToObj(rank -> Vectors.random(length, rank, length))
        .toList();
  }

  private static ByteBuffer buffer(float[] values) {
    ByteBuffer buffer = VectorBuffers.allocate(values.length);
    buffer.asFloatBuffer().put(values);
    return buffer;
  }

  private static float[] floats(ByteBuffer buffer) {
    float[] floats = new float[buffer.remaining() / Float.BYTES];
    buffer.asFloatBuffer().get(floats);
    return floats;
  }

  /** A call that changes a buffer of floats. */
  @FunctionalInterface
  private interface Call {
    void on(Communicator communicator, ByteBuffer floats, int round) throws Exception;
  }

  /** For each length what each rank ends with. */
  private static List<List<float[]>> run(Variant variant, Call call) {
    List<List<float[]>> byRank;
    try (World world = world(variant)) {
      byRank =
          values(
              world.inGeneration(
                  communicator -> {
                    List<float[]> results = new ArrayList<>();
                    for (int i = 0; i < LENGTHS.length; i++) {
                      ByteBuffer floats =
                          buffer(Vectors.random(LENGTHS[i], communicator.rank(), LENGTHS[i]));
                      call.on(communicator, floats, i);
                      assertThat(floats.position()).isZero();
                      assertThat(floats.remaining()).isEqualTo(LENGTHS[i] * Float.BYTES);
                      results.add(floats(floats));
                    }
                    return results;
                  }));
    }
    return IntStream.range(0, LENGTHS.length)
        .mapToObj(i -> byRank.stream().map(results -> results.get(i)).toList())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void allReduceSumsToTheSameBits(Variant variant) {
    List<List<float[]>> results =
        run(
            variant,
            (c, floats, round) ->
                c.allReduceSum(floats, Accumulation.FLOAT32, round, World.PATIENCE));
    for (int i = 0; i < LENGTHS.length; i++) {
      Vectors.assertSum(results.get(i), inputs(variant, LENGTHS[i]));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void float64RoundsOnceOnly(Variant variant) {
    List<List<float[]>> results =
        run(
            variant,
            (c, floats, round) ->
                c.allReduceSum(floats, Accumulation.FLOAT64, round, World.PATIENCE));
    for (int i = 0; i < LENGTHS.length; i++) {
      assertRoundedSums(results.get(i), inputs(variant, LENGTHS[i]), 0, LENGTHS[i]);
    }
  }

  /** The sum of few float32 is exact in float64 but for numbers of very different size. */
  private static void assertRoundedSums(
      List<float[]> results, List<float[]> inputs, int start, int end) {
    for (int i = start; i < end; i++) {
      double sum = 0;
      for (float[] input : inputs) {
        sum += input[i];
      }
      for (float[] result : results) {
        if (Math.abs(result[i] - sum) > Math.ulp((float) sum) * 0.5000001) {
          throw new AssertionError("index=" + i + ", sum=" + sum + ", result=" + result[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void reduceScatterGivesEachRankItsChunk(Variant variant) {
    for (Accumulation accumulation : Accumulation.values()) {
      List<List<float[]>> results =
          run(
              variant,
              (c, floats, round) ->
                  c.reduceScatterSum(floats, accumulation, round, World.PATIENCE));
      for (int i = 0; i < LENGTHS.length; i++) {
        Chunks chunks = new Chunks(LENGTHS[i], variant.worldSize);
        float[] joined = new float[LENGTHS[i]];
        for (int rank = 0; rank < variant.worldSize; rank++) {
          int start = chunks.start(rank);
          System.arraycopy(results.get(i).get(rank), start, joined, start, chunks.length(rank));
        }
        List<float[]> inputs = inputs(variant, LENGTHS[i]);
        if (accumulation == Accumulation.FLOAT64) {
          assertRoundedSums(List.of(joined), inputs, 0, LENGTHS[i]);
        } else {
          Vectors.assertSum(List.of(joined), inputs);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void broadcastGivesAllTheRootsBytes(Variant variant) {
    int size = variant.worldSize;
    List<List<float[]>> results =
        run(
            variant,
            (c, floats, round) -> c.broadcast(floats, round % size, round, World.PATIENCE));
    for (int i = 0; i < LENGTHS.length; i++) {
      float[] root = Vectors.random(LENGTHS[i], i % size, LENGTHS[i]);
      assertThat(results.get(i)).allMatch(result -> Arrays.equals(result, root));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void allGatherJoinsPartsOfAllLengths(Variant variant) {
    int[] parts =
        IntStream.range(0, variant.worldSize).map(rank -> rank * rank * rank * 1_001).toArray();
    int bytes = IntStream.of(parts).sum();
    byte[] expected = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      expected[i] = (byte) (i * 31 + i / 251);
    }
    try (World world = world(variant)) {
      List<byte[]> results =
          values(
              world.inGeneration(
                  c -> {
                    int start = IntStream.of(parts).limit(c.rank()).sum();
                    ByteBuffer all = VectorBuffers.allocate(bytes / Float.BYTES + 2);
                    all.position(3).limit(3 + bytes);
                    all.put(3 + start, expected, start, parts[c.rank()]);
                    c.allGather(all, parts, 1, World.PATIENCE);
                    byte[] got = new byte[bytes];
                    all.get(3, got);
                    return got;
                  }));
      assertThat(results).allMatch(result -> Arrays.equals(result, expected));
    }
  }
}
