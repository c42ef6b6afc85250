package io.thalweg.serving.console;

import java.util.Map;

/**
 * What is known of a model's learning now. Immutable.
 *
 * @param latest the series' last values
 * @param logLoss of all examples; no number where there is none
 * @param drifts that each detector has told of
 * @param shift by feature
 */
public record LearnedNow(
    ModelState state,
    Map<String, Double> latest,
    double logLoss,
    Map<String, Long> drifts,
    Map<String, Double> shift) {
  public LearnedNow {
    latest = Map.copyOf(latest);
    drifts = Map.copyOf(drifts);
    shift = Map.copyOf(shift);
  }
}
