package io.thalweg.cli.run;

import io.thalweg.cli.metrics.MetricsTap;
import io.thalweg.learner.flink.MetricNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good the model is on its stream, beyond what is right. Immutable.
 *
 * @param prequential figures by the names of reports, means over the learners weighted by examples
 * @param drifts that each detector has told of, in the order of the configuration: those of the
 *     learner that has seen most
 */
record Quality(Map<String, Double> prequential, List<Long> drifts) {
  static final Quality NONE = new Quality(Map.of(), List.of());

  /** Beside those that a report has anyway. */
  private static final List<String> FIGURES =
      List.of(
          "kappa",
          "kappa_temporal",
          "kappa_majority",
          "auc",
          "brier",
          "ece",
          "rmse",
          "mae",
          "pinball_10",
          "pinball_50",
          "pinball_90");

  Quality {
    prequential = Map.copyOf(prequential);
    drifts = List.copyOf(drifts);
  }

  static Quality of(MetricsTap tap) {
    double judged = tap.values(MetricNames.EXAMPLES_JUDGED).sum();
    Map<String, Double> prequential = new TreeMap<>();
    for (String name : FIGURES) {
      double[] values = tap.values(MetricNames.judged(name)).toArray();
      if (values.length > 0 && judged > 0) {
        double sum = 0;
        for (double v : values) {
          sum += v;
        }
        prequential.put(name, sum / judged);
      }
    }
    List<Long> drifts = new ArrayList<>();
    while (tap.knows(MetricNames.drifts(drifts.size()))) {
      drifts.add((long) tap.values(MetricNames.drifts(drifts.size())).max().orElse(0));
    }
    return new Quality(prequential, drifts);
  }
}
