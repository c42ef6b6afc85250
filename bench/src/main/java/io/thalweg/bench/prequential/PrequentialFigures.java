package io.thalweg.bench.prequential;

import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.model.Head;
import io.thalweg.model.evaluate.PrequentialCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run found. Immutable.
 *
 * @param metrics further figures by the names that reports use
 * @param further rows, of challengers and experts
 */
public record PrequentialFigures(
    Head head,
    PrequentialCounts counts,
    Map<String, Double> metrics,
    List<Row> further,
    double seconds) {
  private static final String SHARE = Row.SHARE;

  /** Of sets of labels only. */
  private static final List<String> SETS =
      List.of(
          "hamming_loss",
          "baseline_no_change_hamming_loss",
          "baseline_majority_hamming_loss",
          "f1_micro",
          "baseline_no_change_f1_micro");

  public PrequentialFigures {
    metrics = Map.copyOf(metrics);
    further = List.copyOf(further);
  }

  /** As a report has them. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    double noChange = counts.noChangeAccuracy();
    if (!head.isRightOrWrong()) {
      rows.add(figure("rmse", counts.rootMeanSquaredError(), ""));
      rows.add(figure("baseline-no-change", counts.noChangeRootMeanSquaredError(), ""));
    } else {
      rows.add(accuracy(noChange));
      rows.add(figure("logloss", counts.logLoss(), "nats"));
      if (head.labels() == 0) {
        rows.add(figure("kappa", metric("kappa"), SHARE));
        rows.add(figure("kappa-temporal", metric("kappa_temporal"), SHARE));
      }
      rows.add(figure("baseline-no-change", noChange, SHARE));
      rows.add(figure("baseline-majority", counts.majorityAccuracy(), SHARE));
      if (head.labels() > 0) {
        SETS.forEach(name -> rows.add(figure(name.replace('_', '-'), metric(name), SHARE)));
      }
    }
    rows.addAll(further);
    rows.add(figure("events-per-s", counts.examples() / seconds, "events/s"));
    return rows;
  }

  private double metric(String name) {
    return metrics.getOrDefault(name, Double.NaN);
  }

  private Row accuracy(double noChange) {
    return noChange > 0
        ? Row.measured(
            "accuracy",
            counts.accuracy(),
            SHARE,
            new Reference("repeating the last label", noChange),
            Goal.none())
        : figure("accuracy", counts.accuracy(), SHARE);
  }

  static Row figure(String name, double value, String unit) {
    return Double.isFinite(value)
        ? Row.measured(name, value, unit, Goal.none())
        : Row.skipped(name, "not defined on these rows");
  }
}
