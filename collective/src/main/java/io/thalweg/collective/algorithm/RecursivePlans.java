package io.thalweg.collective.algorithm;

import io.thalweg.collective.Chunks;
import io.thalweg.collective.algorithm.Step.Op;
import io.thalweg.collective.algorithm.Step.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Exchanges between partners whose distance doubles or halves [1, 2]. The core is the largest power
 * of two of ranks, P; a rank beyond it hands its vector to rank - P first and gets the result from
 * there in the end. Partners that add the same two numbers get the same bits, because a + b is b +
 * a. Threads: stateless.
 *
 * <p>[1] Thakur, Rabenseifner, Gropp: Optimization of collective communication operations in MPICH.
 * International Journal of High Performance Computing Applications 19(1), 2005.
 *
 * <p>[2] Rabenseifner: Optimization of collective reduction operations. ICCS 2004.
 */
final class RecursivePlans {

  private RecursivePlans() {}

  /** log2(P) steps, each with the whole vector. */
  static Plan doubling(int rank, int worldSize, int length) {
    int core = Integer.highestOneBit(worldSize);
    Range whole = new Range(0, length);
    if (rank >= core) {
      return beyondCore(rank - core, whole);
    }
    List<Step> reduce = new ArrayList<>(fold(rank, core, worldSize, whole));
    for (int distance = 1; distance < core; distance *= 2) {
      int partner = rank ^ distance;
      reduce.add(Step.exchange(partner, whole, partner, whole, Op.ADD));
    }
    return new Plan(reduce, unfold(rank, core, worldSize, whole), 0, length);
  }

  /**
   * 2 * log2(P) steps with halves, quarters, ... and back: the bytes of the ring in fewer steps.
   */
  static Plan halvingDoubling(int rank, int worldSize, int length) {
    int core = Integer.highestOneBit(worldSize);
    Range whole = new Range(0, length);
    if (rank >= core) {
      return beyondCore(rank - core, whole);
    }
    Chunks chunks = new Chunks(length, core);
    List<Step> reduce = new ArrayList<>(fold(rank, core, worldSize, whole));
    for (int distance = core / 2; distance >= 1; distance /= 2) {
      int partner = rank ^ distance;
      reduce.add(
          Step.exchange(
              partner,
              block(chunks, partner, distance),
              partner,
              block(chunks, rank, distance),
              Op.ADD));
    }
    List<Step> gather = new ArrayList<>();
    for (int distance = 1; distance < core; distance *= 2) {
      int partner = rank ^ distance;
      gather.add(
          Step.exchange(
              partner,
              block(chunks, rank, distance),
              partner,
              block(chunks, partner, distance),
              Op.REPLACE));
    }
    gather.addAll(unfold(rank, core, worldSize, whole));
    return new Plan(reduce, gather, chunks.start(rank), chunks.length(rank));
  }

  /** The aligned block of so many chunks that holds this rank's. */
  private static Range block(Chunks chunks, int rank, int size) {
    int first = rank - rank % size;
    int start = chunks.start(first);
    return new Range(start, chunks.start(first + size) - start);
  }

  private static Plan beyondCore(int inCore, Range whole) {
    return new Plan(
        List.of(Step.send(inCore, whole)), List.of(Step.receive(inCore, whole, Op.REPLACE)), 0, 0);
  }

  private static List<Step> fold(int rank, int core, int worldSize, Range whole) {
    return rank + core < worldSize ? List.of(Step.receive(rank + core, whole, Op.ADD)) : List.of();
  }

  private static List<Step> unfold(int rank, int core, int worldSize, Range whole) {
    return rank + core < worldSize ? List.of(Step.send(rank + core, whole)) : List.of();
  }
}
