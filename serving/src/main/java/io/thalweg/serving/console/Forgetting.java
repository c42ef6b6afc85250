package io.thalweg.serving.console;

import io.thalweg.serving.console.Columns.Column;
import io.thalweg.serving.console.ModelState.Matrix;
import io.thalweg.serving.console.ModelState.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Accuracies on rows that learners keep of past periods, each time that all have evaluated them
 * anew. Confined to the console's lock.
 */
final class Forgetting {
  /** Learners begin a period at about the same time. */
  private static final long SAME_PERIOD_MILLIS = 10_000;

  private final Columns<Slice> columns = new Columns<>();
  private double evaluations = Double.NaN;
  private List<Slice> slices = List.of();

  /** What is kept of a period. */
  private record Slice(int slot, long beganMillis, long rows) {
    boolean isOf(Slice other) {
      return slot == other.slot && Math.abs(beganMillis - other.beganMillis) < SAME_PERIOD_MILLIS;
    }
  }

  /** Looks once after a record. */
  void look(ModelFigures figures, long nowMillis) {
    double now = figures.min(LearnedNames.PROBE_EVALUATIONS, nowMillis);
    if (Double.isNaN(now)) {
      return;
    }
    if (now > evaluations || Double.isNaN(evaluations)) {
      take(figures, nowMillis);
    }
    evaluations = now;
  }

  private void take(ModelFigures figures, long nowMillis) {
    Map<Slice, Double> column = new HashMap<>();
    List<Slice> found = new ArrayList<>();
    for (int slot = 0; slot < LearnedNames.SLOTS; slot++) {
      double rows = figures.sum(LearnedNames.probeRows(slot), nowMillis);
      double correct = figures.sum(LearnedNames.probeCorrect(slot), nowMillis);
      double began = figures.min(LearnedNames.probeBegan(slot), nowMillis);
      if (rows > 0 && began > 0 && correct >= 0) {
        Slice slice = new Slice(slot, (long) began, (long) rows);
        found.add(slice);
        column.put(slice, Math.min(1, correct / rows));
      }
    }
    if (!column.isEmpty()) {
      found.sort(Comparator.comparingLong(Slice::beganMillis));
      slices = List.copyOf(found);
      columns.add(nowMillis, column);
    }
  }

  List<Period> periods() {
    return slices.stream().map(s -> new Period(s.beganMillis(), s.rows())).toList();
  }

  /** Rows are the periods that are kept now. */
  Matrix matrix() {
    List<Column<Slice>> all = columns.all();
    return new Matrix(
        all.stream().map(Column::timeMillis).toList(),
        slices.stream()
            .map(slice -> all.stream().map(column -> accuracy(column, slice)).toList())
            .toList());
  }

  private static double accuracy(Column<Slice> column, Slice slice) {
    return column.values().entrySet().stream()
        .filter(e -> e.getKey().isOf(slice))
        .mapToDouble(Map.Entry::getValue)
        .findFirst()
        .orElse(Double.NaN);
  }
}
