package io.thalweg.collective.algorithm;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Estimates what a world needs for its plans: the longest chain of messages that wait for each
 * other, and the bytes that the busiest rank sends and adds. Immutable.
 *
 * @param nanosPerMessage for one message, whatever its size
 * @param nanosPerByteSent for a byte to get from one rank into another's memory
 * @param nanosPerByteAdded for a byte that is added besides
 */
public record CostModel(double nanosPerMessage, double nanosPerByteSent, double nanosPerByteAdded) {

  /**
   * For ranks on one machine. A message and a byte sent are what CostModelBenchmark among this
   * module's tests fits, the medians of three runs, rounded. It gives less than 0.1 for a byte that
   * is added, between threads; between processes halving and doubling, which adds less and sends
   * sooner, is faster from 64 KiB on, and 0.25 is what says so.
   */
  public static final CostModel MEASURED = new CostModel(7_500, 0.22, 0.25);

  /** The cheapest for vectors of this length; the first of equals. */
  public AllReduceAlgorithm allReduce(int worldSize, int length, int bytesPerElement) {
    return Stream.of(AllReduceAlgorithm.values())
        .min(
            Comparator.comparingDouble(
                algorithm -> nanos(algorithm, worldSize, length, bytesPerElement)))
        .orElseThrow();
  }

  /** The cheapest for this many bytes. */
  public BroadcastAlgorithm broadcast(int worldSize, int bytes) {
    return Stream.of(BroadcastAlgorithm.values())
        .min(
            Comparator.comparingDouble(
                algorithm ->
                    nanos(
                        (rank, size, length) -> algorithm.plan(rank, size, 0, length),
                        worldSize,
                        bytes,
                        1)))
        .orElseThrow();
  }

  double nanos(Algorithm algorithm, int worldSize, int length, int bytesPerElement) {
    List<Plan> plans =
        IntStream.range(0, worldSize)
            .mapToObj(rank -> algorithm.plan(rank, worldSize, length))
            .toList();
    double busiest =
        plans.stream()
            .mapToDouble(
                plan ->
                    plan.elementsSent() * nanosPerByteSent
                        + plan.elementsAdded() * nanosPerByteAdded)
            .max()
            .orElse(0);
    return MessageChains.longest(plans) * nanosPerMessage + busiest * bytesPerElement;
  }
}
