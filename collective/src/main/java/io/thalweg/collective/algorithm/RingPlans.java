package io.thalweg.collective.algorithm;

import io.thalweg.collective.Chunks;
import io.thalweg.collective.algorithm.Step.Op;
import io.thalweg.collective.algorithm.Step.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Chunks that travel around the ring of ranks [1]. In the reduce-scatter chunk c sets out from rank
 * c + 1, is added to by every rank it comes to, and ends finished at rank c; in the all-gather it
 * goes around once more. Each half takes worldSize - 1 steps and sends length * (worldSize - 1) /
 * worldSize elements, the least possible [1]. Threads: stateless.
 *
 * <p>[1] Patarasuk, Yuan: Bandwidth optimal all-reduce algorithms for clusters of workstations.
 * Journal of Parallel and Distributed Computing 69(2), 2009.
 */
final class RingPlans {

  private RingPlans() {}

  static Plan allReduce(int rank, int worldSize, int length) {
    Plan halfWay = reduceScatter(rank, worldSize, length);
    IntFunction<Range> chunks = chunks(worldSize, length);
    return new Plan(
        halfWay.reduceSteps(),
        around(rank, worldSize, rank, chunks, Op.REPLACE),
        halfWay.ownedStart(),
        halfWay.ownedLength());
  }

  static Plan reduceScatter(int rank, int worldSize, int length) {
    IntFunction<Range> chunks = chunks(worldSize, length);
    Range own = chunks.apply(rank);
    return new Plan(
        around(rank, worldSize, rank - 1, chunks, Op.ADD), List.of(), own.start(), own.length());
  }

  /** Parts of any lengths, one after the other in rank order. */
  static Plan allGather(int rank, List<Integer> partLengths) {
    int worldSize = partLengths.size();
    int[] starts = new int[worldSize];
    for (int part = 1; part < worldSize; part++) {
      starts[part] = starts[part - 1] + partLengths.get(part - 1);
    }
    return Plan.gather(
        around(
            rank,
            worldSize,
            rank,
            part -> new Range(starts[part], partLengths.get(part)),
            Op.REPLACE));
  }

  /** Sends firstSent on, then what just came, worldSize - 1 times. */
  private static List<Step> around(
      int rank, int worldSize, int firstSent, IntFunction<Range> ranges, Op op) {
    List<Step> steps = new ArrayList<>();
    for (int step = 0; step < worldSize - 1; step++) {
      steps.add(
          Step.exchange(
              Math.floorMod(rank + 1, worldSize),
              ranges.apply(Math.floorMod(firstSent - step, worldSize)),
              Math.floorMod(rank - 1, worldSize),
              ranges.apply(Math.floorMod(firstSent - step - 1, worldSize)),
              op));
    }
    return steps;
  }

  private static IntFunction<Range> chunks(int worldSize, int length) {
    Chunks chunks = new Chunks(length, worldSize);
    return chunk -> new Range(chunks.start(chunk), chunks.length(chunk));
  }
}
