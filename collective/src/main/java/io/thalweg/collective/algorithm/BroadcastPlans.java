package io.thalweg.collective.algorithm;

import io.thalweg.collective.algorithm.Step.Op;
import io.thalweg.collective.algorithm.Step.Range;
import java.util.ArrayList;
import java.util.List;

/** One rank's elements go to all. Ranks count from the root on. Threads: stateless. */
final class BroadcastPlans {

  private BroadcastPlans() {}

  /** Every rank that has it tells one that has not: ceil(log2(worldSize)) steps. */
  static Plan binomialTree(int rank, int worldSize, int root, int length) {
    Range whole = new Range(0, length);
    int fromRoot = Math.floorMod(rank - root, worldSize);
    List<Step> steps = new ArrayList<>();
    int distance = 1;
    if (fromRoot > 0) {
      int reached = Integer.highestOneBit(fromRoot);
      steps.add(Step.receive(Math.floorMod(rank - reached, worldSize), whole, Op.REPLACE));
      distance = 2 * reached;
    }
    for (; fromRoot + distance < worldSize; distance *= 2) {
      steps.add(Step.send((rank + distance) % worldSize, whole));
    }
    return Plan.gather(steps);
  }

  /** From neighbour to neighbour, each passing on what it has while the rest still comes. */
  static Plan chain(int rank, int worldSize, int root, int length) {
    Range whole = new Range(0, length);
    int fromRoot = Math.floorMod(rank - root, worldSize);
    List<Step> steps = new ArrayList<>();
    if (fromRoot > 0) {
      steps.add(Step.receive(Math.floorMod(rank - 1, worldSize), whole, Op.REPLACE));
    }
    if (fromRoot < worldSize - 1) {
      steps.add(Step.send((rank + 1) % worldSize, whole));
    }
    return Plan.gather(steps);
  }
}
