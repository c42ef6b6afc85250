package io.thalweg.ingestion.generate;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which concept a row comes from. The first is that of index 0. Immutable.
 *
 * @param drifts in the order of their rows
 */
public record DriftPlan(List<Drift> drifts) {
  /** One concept, which may move by itself. */
  public static final DriftPlan NONE = new DriftPlan(List.of());

  public DriftPlan {
    drifts = List.copyOf(drifts);
  }

  /** Each concept once, for as many rows, one after the other. */
  public static DriftPlan abrupt(long rows, int concepts) {
    return recurring(rows, concepts, concepts);
  }

  /**
   * Likewise, each fading into the next.
   *
   * @param width see {@link Drift}
   */
  public static DriftPlan gradual(long rows, int concepts, double width) {
    return stretches(rows, concepts, concepts, width);
  }

  /**
   * The concepts in turn, and again from the first one, changing at once.
   *
   * @param stretches of equal length that the rows are divided into
   */
  public static DriftPlan recurring(long rows, int stretches, int concepts) {
    return stretches(rows, stretches, concepts, 0);
  }

  private static DriftPlan stretches(long rows, int stretches, int concepts, double width) {
    return new DriftPlan(
        IntStream.range(1, stretches)
            .mapToObj(i -> new Drift(rows * i / stretches, width, i % concepts))
            .toList());
  }

  /** Of a row, counted from 0; where two concepts mix, by chance. */
  int concept(long row, SplittableRandom random) {
    int concept = 0;
    for (Drift drift : drifts) {
      if (random.nextDouble() >= drift.probability(row)) {
        break;
      }
      concept = drift.to();
    }
    return concept;
  }
}
