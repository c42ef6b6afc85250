package io.thalweg.serving.console;

import io.thalweg.serving.console.Columns.Column;
import io.thalweg.serving.console.KeptPeriods.Kept;
import io.thalweg.serving.console.ModelState.Matrix;
import io.thalweg.serving.console.ModelState.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Accuracies on rows that learners keep of past periods, each time that all have evaluated them
 * anew. Slots say nothing: a period moves to another one when learners thin them out. Confined to
 * the console's lock.
 */
final class Forgetting {
  /** By when periods began. */
  private final Columns<Long> columns = new Columns<>();

  private double evaluations = Double.NaN;
  private List<Kept> periods = List.of();

  /** Looks once after a record. */
  void look(ModelFigures figures, long nowMillis) {
    Map<String, Double> evaluated = figures.byOwner(LearnedNames.PROBE_EVALUATIONS, nowMillis);
    if (evaluated.isEmpty()) {
      return;
    }
    Map<String, List<Kept>> byLearner = read(figures, nowMillis);
    double now =
        evaluated.entrySet().stream()
            .filter(e -> byLearner.containsKey(e.getKey()))
            .mapToDouble(Map.Entry::getValue)
            .min()
            .orElse(Double.NaN);
    if (Double.isNaN(now)) {
      return;
    }
    if (now > evaluations || Double.isNaN(evaluations)) {
      take(KeptPeriods.together(byLearner.values()), nowMillis);
    }
    evaluations = now;
  }

  /** Of learners that have tested a period. */
  private static Map<String, List<Kept>> read(ModelFigures figures, long nowMillis) {
    Map<String, List<Kept>> out = new TreeMap<>();
    for (int slot = 0; slot < LearnedNames.SLOTS; slot++) {
      Map<String, Double> began = figures.byOwner(LearnedNames.probeBegan(slot), nowMillis);
      Map<String, Double> correct = figures.byOwner(LearnedNames.probeCorrect(slot), nowMillis);
      figures
          .byOwner(LearnedNames.probeRows(slot), nowMillis)
          .forEach(
              (owner, rows) -> {
                double at = began.getOrDefault(owner, 0.0);
                double right = correct.getOrDefault(owner, -1.0);
                if (rows > 0 && at > 0 && right >= 0) {
                  out.computeIfAbsent(owner, o -> new ArrayList<>())
                      .add(new Kept((long) at, rows, right));
                }
              });
    }
    return out;
  }

  private void take(List<Kept> now, long nowMillis) {
    Map<Long, Double> column = new HashMap<>();
    now.forEach(kept -> column.put(kept.beganMillis(), kept.accuracy()));
    periods = now;
    columns.add(nowMillis, column);
  }

  List<Period> periods() {
    return periods.stream().map(p -> new Period(p.beganMillis(), (long) p.rows())).toList();
  }

  /** Rows are the periods that are kept now. */
  Matrix matrix() {
    NavigableSet<Long> began = new TreeSet<>();
    periods.forEach(p -> began.add(p.beganMillis()));
    List<List<Double>> rows = new ArrayList<>();
    periods.forEach(p -> rows.add(new ArrayList<>()));
    for (Column<Long> column : columns.all()) {
      NavigableSet<Long> then = new TreeSet<>(column.values().keySet());
      for (int i = 0; i < rows.size(); i++) {
        Long same = KeptPeriods.same(began, periods.get(i).beganMillis(), then);
        rows.get(i).add(same == null ? Double.NaN : column.values().getOrDefault(same, Double.NaN));
      }
    }
    return new Matrix(columns.all().stream().map(Column::timeMillis).toList(), rows);
  }
}
