package io.thalweg.collective.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CostModelTest {

  private static final int LENGTH = 840 * 8; // all world sizes divide it

  private static List<Plan> plans(Algorithm algorithm, int worldSize) {
    return IntStream.range(0, worldSize)
        .mapToObj(rank -> algorithm.plan(rank, worldSize, LENGTH))
        .toList();
  }

  @Test
  void stepsAndElementsAreThoseOfThePapers() {
    for (int worldSize = 2; worldSize <= 8; worldSize++) {
      int size = worldSize;
      long once = (long) LENGTH * (size - 1) / size;
      assertThat(plans(AllReduceAlgorithm.RING, size))
          .allMatch(plan -> plan.steps().size() == 2 * (size - 1))
          .allMatch(plan -> plan.elementsSent() == 2 * once)
          .allMatch(plan -> plan.elementsAdded() == once);
    }
    for (int log = 1; log <= 3; log++) {
      int size = 1 << log;
      int steps = log;
      assertThat(plans(AllReduceAlgorithm.RECURSIVE_DOUBLING, size))
          .allMatch(plan -> plan.steps().size() == steps)
          .allMatch(plan -> plan.elementsSent() == (long) steps * LENGTH);
      assertThat(plans(AllReduceAlgorithm.HALVING_DOUBLING, size))
          .allMatch(plan -> plan.steps().size() == 2 * steps)
          .allMatch(plan -> plan.elementsSent() == 2L * LENGTH * (size - 1) / size);
    }
  }

  @Test
  void theBusiestRankSendsAndAddsWhatTheDocumentationSays() {
    for (int worldSize = 2; worldSize <= 8; worldSize++) {
      int size = worldSize;
      int core = Integer.highestOneBit(size);
      long log = Integer.numberOfTrailingZeros(core);
      long beyond = size == core ? 0 : LENGTH;
      long halves = (long) LENGTH * (core - 1) / core;
      assertBusiest(AllReduceAlgorithm.RECURSIVE_DOUBLING, size, log * LENGTH + beyond);
      assertBusiest(AllReduceAlgorithm.HALVING_DOUBLING, size, 2 * halves + beyond);
      assertThat(most(plans(AllReduceAlgorithm.RECURSIVE_DOUBLING, size), Plan::elementsAdded))
          .isEqualTo(log * LENGTH + beyond);
      assertThat(most(plans(AllReduceAlgorithm.HALVING_DOUBLING, size), Plan::elementsAdded))
          .isEqualTo(halves + beyond);
      long once = (long) LENGTH * (size - 1) / size;
      assertBusiest(Plans::reduceScatter, size, once);
      assertBusiest(
          (rank, n, length) -> Plans.allGather(rank, Collections.nCopies(n, length / n)),
          size,
          once);
      int treeSteps = Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
      assertBusiest(
          (rank, n, length) -> BroadcastAlgorithm.BINOMIAL_TREE.plan(rank, n, 0, length),
          size,
          (long) treeSteps * LENGTH);
      assertBusiest(
          (rank, n, length) -> BroadcastAlgorithm.CHAIN.plan(rank, n, 0, length), size, LENGTH);
    }
  }

  private static void assertBusiest(Algorithm algorithm, int worldSize, long elementsSent) {
    assertThat(most(plans(algorithm, worldSize), Plan::elementsSent)).isEqualTo(elementsSent);
  }

  private static long most(List<Plan> plans, ToLongFunction<Plan> count) {
    return plans.stream().mapToLong(count).max().orElseThrow();
  }

  @Test
  void messagesWaitForEachOtherAsLongAsThePapersSay() {
    assertThat(longest(AllReduceAlgorithm.RING, 8)).isEqualTo(14);
    assertThat(longest(AllReduceAlgorithm.RECURSIVE_DOUBLING, 8)).isEqualTo(3);
    assertThat(longest(AllReduceAlgorithm.HALVING_DOUBLING, 8)).isEqualTo(6);
    assertThat(longest(AllReduceAlgorithm.RECURSIVE_DOUBLING, 5)).isEqualTo(2 + 2);
    assertThat(longest((rank, size, n) -> BroadcastAlgorithm.CHAIN.plan(rank, size, 3, n), 8))
        .isEqualTo(7);
    assertThat(
            longest((rank, size, n) -> BroadcastAlgorithm.BINOMIAL_TREE.plan(rank, size, 3, n), 8))
        .isEqualTo(3);
  }

  private static int longest(Algorithm algorithm, int worldSize) {
    return MessageChains.longest(plans(algorithm, worldSize));
  }

  @Test
  void fewMessagesWinForShortVectorsAndFewBytesForLongOnes() {
    CostModel model = new CostModel(10_000, 0.2, 0.1);
    assertThat(model.allReduce(8, 10, Float.BYTES))
        .isEqualTo(AllReduceAlgorithm.RECURSIVE_DOUBLING);
    assertThat(model.allReduce(8, 1_000_000, Float.BYTES))
        .isEqualTo(AllReduceAlgorithm.HALVING_DOUBLING);
    assertThat(model.allReduce(7, 10_000_000, Float.BYTES)).isEqualTo(AllReduceAlgorithm.RING);
    assertThat(model.broadcast(8, 10)).isEqualTo(BroadcastAlgorithm.BINOMIAL_TREE);
    assertThat(model.broadcast(8, 10_000_000)).isEqualTo(BroadcastAlgorithm.CHAIN);
  }
}
