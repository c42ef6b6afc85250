package io.thalweg.learner.probe;

import java.util.List;
import java.util.Map;

/**
 * What probes have shown. Immutable.
 *
 * @param periods that were tested by now, earliest first; at most {@link Recall#SLOTS}
 * @param evaluations how often all kept rows were tested, since the first start
 * @param shift population stability index of each feature, NaN before there is one
 */
public record ProbeFigures(List<Period> periods, long evaluations, Map<String, Double> shift) {
  public static final ProbeFigures NONE = new ProbeFigures(List.of(), 0, Map.of());

  public ProbeFigures {
    periods = List.copyOf(periods);
    shift = Map.copyOf(shift);
  }

  /**
   * One period at the last evaluation.
   *
   * @param beganMillis when its first example was ready, milliseconds since the epoch
   * @param rows that were tested
   * @param correct of them
   */
  public record Period(long beganMillis, int rows, int correct) {}
}
