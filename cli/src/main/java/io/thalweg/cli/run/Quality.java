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
 * @param prequential figures by the names of reports, means over the learners that have them,
 *     weighted by examples
 * @param drifts that each detector has told of, in the order of the configuration: those of the
 *     learner that has seen most
 */
public record Quality(Map<String, Double> prequential, List<Long> drifts, Experts experts) {
  static final Quality NONE = new Quality(Map.of(), List.of(), new Experts(0, 0, 0, 0));

  /** Those of the model, alike in all learners; none where it isn't made of experts. */
  public record Experts(long known, long chosen, long added, long recalled) {
    static Experts of(MetricsTap tap) {
      return new Experts(
          most(tap, MetricNames.EXPERTS),
          most(tap, MetricNames.EXPERT_CHOSEN),
          most(tap, MetricNames.EXPERTS_ADDED),
          most(tap, MetricNames.EXPERTS_RECALLED));
    }

    private static long most(MetricsTap tap, String metric) {
      return (long) tap.values(metric).max().orElse(0);
    }
  }

  /** Beside those that a report has anyway. */
  private static final List<String> FIGURES =
      List.of(
          "kappa",
          "kappa_temporal",
          "kappa_majority",
          "auc",
          "brier",
          "ece",
          "hamming_loss",
          "f1_micro",
          "baseline_no_change_hamming_loss",
          "baseline_no_change_f1_micro",
          "baseline_majority_hamming_loss",
          "rmse",
          "mae",
          "pinball_10",
          "pinball_50",
          "pinball_90");

  public Quality {
    prequential = Map.copyOf(prequential);
    drifts = List.copyOf(drifts);
  }

  static Quality of(MetricsTap tap) {
    Map<String, Double> prequential = new TreeMap<>();
    for (String name : FIGURES) {
      double mean = tap.weightedMean(MetricNames.judged(name), MetricNames.EXAMPLES_JUDGED);
      if (!Double.isNaN(mean)) {
        prequential.put(name, mean);
      }
    }
    List<Long> drifts = new ArrayList<>();
    while (tap.knows(MetricNames.drifts(drifts.size()))) {
      drifts.add((long) tap.values(MetricNames.drifts(drifts.size())).max().orElse(0));
    }
    return new Quality(prequential, drifts, Experts.of(tap));
  }
}
