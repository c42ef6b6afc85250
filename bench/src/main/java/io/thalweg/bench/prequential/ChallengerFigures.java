package io.thalweg.bench.prequential;

import io.thalweg.bench.Goal;
import io.thalweg.bench.Row;
import io.thalweg.learner.train.OnlineLearner;
import io.thalweg.learner.train.Standing;
import io.thalweg.model.Head;
import io.thalweg.model.evaluate.PrequentialCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What challengers have come to: their figures as they were last seen before a round, which may end
 * their run, and in which round it was. Confined to one thread.
 */
final class ChallengerFigures {
  private final OnlineLearner learner;
  private final Map<String, PrequentialCounts> seen = new LinkedHashMap<>();
  private final Map<String, Long> promotedAt = new LinkedHashMap<>();

  ChallengerFigures(OnlineLearner learner) {
    this.learner = learner;
    learner.onRace(
        event -> {
          if (event.promotion()) {
            promotedAt.put(event.challenger(), learner.prequential().examples());
          }
        });
  }

  void look() {
    for (Standing s : learner.standings()) {
      seen.put(s.challenger(), s.figures());
    }
  }

  /** Of each, over the examples of its run; one that was promoted goes on as the model itself. */
  List<Row> rows(Head head) {
    List<Row> rows = new ArrayList<>();
    seen.forEach(
        (name, counts) -> {
          String prefix = "challenger-" + name + "-";
          rows.add(Row.measured(prefix + "examples", (double) counts.examples(), "", Goal.none()));
          if (!head.isRightOrWrong()) {
            rows.add(PrequentialFigures.figure(prefix + "rmse", counts.rootMeanSquaredError(), ""));
          } else {
            rows.add(PrequentialFigures.figure(prefix + "accuracy", counts.accuracy(), Row.SHARE));
            rows.add(PrequentialFigures.figure(prefix + "logloss", counts.logLoss(), "nats"));
          }
          Long at = promotedAt.get(name);
          if (at != null) {
            rows.add(Row.measured(prefix + "promoted-at-event", at, "", Goal.none()));
          }
        });
    return rows;
  }
}
