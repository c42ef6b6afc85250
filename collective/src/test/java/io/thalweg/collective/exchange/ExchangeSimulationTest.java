package io.thalweg.collective.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.Vectors;
import io.thalweg.collective.algorithm.Algorithm;
import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import io.thalweg.collective.algorithm.BroadcastAlgorithm;
import io.thalweg.collective.algorithm.Plan;
import io.thalweg.collective.algorithm.Plans;
import io.thalweg.collective.algorithm.SerialWorld;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Moves bytes between the exchanges of all ranks in pieces of any size and in any order. Whatever
 * runs ahead, the result has the bits of whole steps, one after the other.
 */
@Timeout(60)
final class ExchangeSimulationTest {

  private static final int SEEDS = Boolean.getBoolean("thalweg.nightly") ? 20_000 : 1_000;

  @Test
  void piecesOfAnySizeInAnyOrderEndAsWholeStepsDo() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int worldSize = 1 + random.nextInt(9);
      int length = random.nextInt(random.nextBoolean() ? 5 : 500);
      List<Plan> plans = plans(random, worldSize, length);
      List<float[]> inputs =
          IntStream.range(0, worldSize)
              .mapToObj(rank -> Vectors.random(length, rank, length))
              .toList();
      List<float[]> expected = SerialWorld.run(plans, inputs);
      List<float[]> results = new Wires(plans, inputs, random).run();
      for (int rank = 0; rank < worldSize; rank++) {
        assertThat(results.get(rank))
            .as("seed=%d, rank=%d, world=%d", seed, rank, worldSize)
            .containsExactly(expected.get(rank));
      }
    }
  }

  private static List<Plan> plans(SplittableRandom random, int worldSize, int length) {
    int root = random.nextInt(worldSize);
    List<Algorithm> all = new ArrayList<>(List.of(AllReduceAlgorithm.values()));
    all.add(Plans::reduceScatter);
    all.add((rank, size, count) -> BroadcastAlgorithm.CHAIN.plan(rank, size, root, count));
    all.add((rank, size, count) -> BroadcastAlgorithm.BINOMIAL_TREE.plan(rank, size, root, count));
    Algorithm algorithm = all.get(random.nextInt(all.size()));
    return IntStream.range(0, worldSize)
        .mapToObj(rank -> algorithm.plan(rank, worldSize, length))
        .toList();
  }

  /** A queue of bytes for each pair of ranks. */
  private static final class Wires {
    private final SplittableRandom random;
    private final List<ByteBuffer> vectors = new ArrayList<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<Deque<Byte>> wires = new ArrayList<>();

    Wires(List<Plan> plans, List<float[]> inputs, SplittableRandom random) {
      this.random = random;
      for (int rank = 0; rank < plans.size(); rank++) {
        ByteBuffer vector = VectorBuffers.allocate(inputs.get(rank).length);
        vector.asFloatBuffer().put(inputs.get(rank));
        vectors.add(vector);
        exchanges.add(
            new Exchange(plans.get(rank).steps(), vector, Element.FLOAT32, new Workspace()));
      }
      for (int pair = 0; pair < plans.size() * plans.size(); pair++) {
        wires.add(new ArrayDeque<>());
      }
    }

    List<float[]> run() {
      int idle = 0;
      while (exchanges.stream().anyMatch(exchange -> !exchange.isDone())) {
        int rank = random.nextInt(exchanges.size());
        boolean moved = random.nextBoolean() ? send(rank) : receive(rank);
        idle = moved ? 0 : idle + 1;
        assertThat(idle).as("moves without effect; %s", exchanges).isLessThan(10_000);
      }
      return vectors.stream()
          .map(
              vector -> {
                float[] result = new float[vector.capacity() / Float.BYTES];
                vector.asFloatBuffer().get(result);
                return result;
              })
          .toList();
    }

    private boolean send(int rank) {
      Exchange exchange = exchanges.get(rank);
      if (!exchange.sends()) {
        return false;
      }
      int bytes = random.nextInt(exchange.sendableBytes() + 1);
      ByteBuffer out = exchange.outgoing(bytes);
      Deque<Byte> wire = wires.get(rank * exchanges.size() + exchange.sendTo());
      while (out.hasRemaining()) {
        wire.add(out.get());
      }
      exchange.sent(bytes);
      if (exchange.sendBytesLeft() > 0) {
        return bytes > 0;
      }
      exchange.endSend();
      return true;
    }

    private boolean receive(int rank) {
      Exchange exchange = exchanges.get(rank);
      if (!exchange.receives()) {
        return false;
      }
      Deque<Byte> wire = wires.get(exchange.receiveFrom() * exchanges.size() + rank);
      int most = Math.min(exchange.receivableBytes(), exchange.receiveBytesLeft());
      assertThat(exchange.receivableBytes()).isLessThanOrEqualTo(exchange.receiveBytesLeft());
      int bytes = random.nextInt(Math.min(wire.size(), most) + 1);
      ByteBuffer in = exchange.landing(bytes);
      while (in.hasRemaining()) {
        in.put(wire.remove());
      }
      exchange.landed(bytes);
      if (random.nextBoolean()) {
        exchange.settle();
      }
      if (exchange.receiveBytesLeft() > 0) {
        return bytes > 0;
      }
      exchange.endReceive();
      return true;
    }
  }
}
