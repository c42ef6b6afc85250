package io.thalweg.collective.algorithm;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Plans that have one algorithm only, and what holds for all of them. Threads: stateless. */
public final class Plans {

  private Plans() {}

  public static Plan reduceScatter(int rank, int worldSize, int length) {
    return RingPlans.reduceScatter(rank, worldSize, length);
  }

  /** Parts, one for each rank, that lie one after the other in rank order. */
  public static Plan allGather(int rank, List<Integer> partLengths) {
    return RingPlans.allGather(rank, partLengths);
  }

  /** All ranks that any plan lets this one exchange messages with. */
  public static NavigableSet<Integer> partners(int rank, int worldSize) {
    NavigableSet<Integer> partners = new TreeSet<>();
    for (Algorithm algorithm : AllReduceAlgorithm.values()) {
      addPartners(algorithm.plan(rank, worldSize, worldSize), partners);
    }
    for (BroadcastAlgorithm algorithm : BroadcastAlgorithm.values()) {
      for (int root = 0; root < worldSize; root++) {
        addPartners(algorithm.plan(rank, worldSize, root, 1), partners);
      }
    }
    return partners;
  }

  private static void addPartners(Plan plan, NavigableSet<Integer> partners) {
    plan.steps().stream()
        .flatMap(step -> Stream.of(step.sendTo(), step.receiveFrom()))
        .filter(peer -> peer != Step.NOBODY)
        .forEach(partners::add);
  }
}
