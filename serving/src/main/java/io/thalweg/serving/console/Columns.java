package io.thalweg.serving.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The newest columns of a matrix whose rows have names. Confined to the console's lock. */
final class Columns<K> {
  static final int MOST = 120;

  private final Deque<Column<K>> columns = new ArrayDeque<>();

  /** What was so of each row at a time. */
  record Column<K>(long timeMillis, Map<K, Double> values) {
    Column {
      values = Map.copyOf(values);
    }
  }

  void add(long timeMillis, Map<K, Double> values) {
    if (columns.size() == MOST) {
      columns.removeFirst();
    }
    columns.addLast(new Column<>(timeMillis, values));
  }

  /** The oldest first. */
  List<Column<K>> all() {
    return List.copyOf(columns);
  }
}
