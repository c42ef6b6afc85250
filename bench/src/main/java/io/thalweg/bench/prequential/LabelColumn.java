package io.thalweg.bench.prequential;

import io.thalweg.bench.BenchException;
import io.thalweg.model.Head;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The column that is predicted: of classes, numbered in the order of their numbers or characters,
 * or of plain numbers. Immutable.
 *
 * @param classes by index; empty for a regression
 */
record LabelColumn(String name, List<String> classes) {
  private static final int MAX_CLASSES = 100;

  LabelColumn {
    classes = List.copyOf(classes);
  }

  /**
   * Decides what the column is.
   *
   * @param file for the line that refuses it
   * @param rows of the file
   */
  static LabelColumn of(ColumnProfile column, String file, long rows) {
    if (column.present() < rows) {
      throw new BenchException(
          "%s: column '%s' is empty in %d of %d rows; every row needs its label"
              .formatted(file, column.name, rows - column.present(), rows));
    }
    boolean many = column.distinct().size() > MAX_CLASSES;
    if (column.isNumeric() && (many || !column.isWhole())) {
      return new LabelColumn(column.name, List.of());
    }
    if (many || column.distinct().size() < 2) {
      throw new BenchException(
          "%s: column '%s' has %s values; a label has 2 to %d, or is a number"
              .formatted(file, column.name, many ? "too many" : "too few", MAX_CLASSES));
    }
    Comparator<String> order =
        column.isNumeric() ? Comparator.comparingDouble(Cells::number) : Comparator.naturalOrder();
    return new LabelColumn(column.name, column.distinct().stream().sorted(order).toList());
  }

  Head head() {
    return switch (classes.size()) {
      case 0 -> new Head.Regression();
      case 2 -> new Head.Binary();
      default -> new Head.Multiclass(classes.size());
    };
  }

  /** The class's index, or the number. */
  float value(String cell) {
    return classes.isEmpty()
        ? (float) Cells.number(cell)
        : IntStream.range(0, classes.size())
            .filter(i -> classes.get(i).equals(cell))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the file has changed: " + cell));
  }
}
