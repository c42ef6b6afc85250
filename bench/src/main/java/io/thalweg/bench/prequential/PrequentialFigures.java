package io.thalweg.bench.prequential;

import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.model.Head;
import io.thalweg.model.evaluate.PrequentialCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run found. Immutable.
 *
 * @param kappa Cohen's; NaN where it says nothing
 */
record PrequentialFigures(Head head, PrequentialCounts counts, double kappa, double seconds) {
  private static final String SHARE = Row.SHARE;

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    double noChange = counts.noChangeAccuracy();
    if (head.classes() == 0) {
      rows.add(figure("rmse", counts.rootMeanSquaredError(), ""));
      rows.add(figure("baseline-no-change", counts.noChangeRootMeanSquaredError(), ""));
    } else {
      rows.add(accuracy(noChange));
      rows.add(figure("logloss", counts.logLoss(), "nats"));
      rows.add(figure("kappa", kappa, SHARE));
      rows.add(figure("kappa-temporal", (counts.accuracy() - noChange) / (1 - noChange), SHARE));
      rows.add(figure("baseline-no-change", noChange, SHARE));
      rows.add(figure("baseline-majority", counts.majorityAccuracy(), SHARE));
    }
    rows.add(figure("events-per-s", counts.examples() / seconds, "events/s"));
    return rows;
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

  private static Row figure(String name, double value, String unit) {
    return Double.isFinite(value)
        ? Row.measured(name, value, unit, Goal.none())
        : Row.skipped(name, "not defined on these rows");
  }
}
