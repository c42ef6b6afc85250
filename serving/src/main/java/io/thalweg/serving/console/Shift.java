package io.thalweg.serving.console;

import io.thalweg.serving.console.Columns.Column;
import io.thalweg.serving.console.ModelState.Matrix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How far features have moved from what the stream began with, once a minute. Confined to the
 * console's lock.
 */
final class Shift {
  private static final int MOST_FEATURES = 128;
  private static final long EVERY_MILLIS = 60_000;

  private final Columns<String> columns = new Columns<>();
  private final SortedSet<String> features = new TreeSet<>();
  private Map<String, Double> latest = Map.of();
  private long lookedMillis = -EVERY_MILLIS;

  /** Looks once after a record; means over the learners. */
  void look(ModelFigures figures, long nowMillis) {
    if (nowMillis - lookedMillis < EVERY_MILLIS) {
      return;
    }
    Map<String, Double> column = new HashMap<>();
    for (String name : figures.names(nowMillis, n -> LearnedNames.feature(n) != null)) {
      String feature = Objects.requireNonNull(LearnedNames.feature(name));
      double psi = figures.mean(name, nowMillis);
      if (Double.isFinite(psi) && (features.size() < MOST_FEATURES || features.contains(feature))) {
        features.add(feature);
        column.put(feature, psi);
      }
    }
    if (!column.isEmpty()) {
      lookedMillis = nowMillis;
      latest = Map.copyOf(column);
      columns.add(nowMillis, column);
    }
  }

  List<String> features() {
    return List.copyOf(features);
  }

  /** By feature. */
  Map<String, Double> latest() {
    return latest;
  }

  Matrix matrix() {
    List<Column<String>> all = columns.all();
    return new Matrix(
        all.stream().map(Column::timeMillis).toList(),
        features.stream()
            .map(f -> all.stream().map(c -> c.values().getOrDefault(f, Double.NaN)).toList())
            .toList());
  }
}
