package io.thalweg.cli.features;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What becomes of one feature's value, in words. Stateless. */
final class FeatureText {
  private static final int MOST = 8;

  private FeatureText() {}

  /**
   * From the record's value to the columns of the dense input.
   *
   * @param raw as it stands in the record; empty where it isn't of the record
   * @param slot the feature's first
   * @param column the feature's first
   */
  static String of(Feature f, String raw, ByteBuffer row, int slot, float[] columns, int column) {
    String value = raw.isEmpty() ? "" : raw + " -> ";
    if (f instanceof Feature.Categorical c) {
      return value + category(c, row.getInt(RowLayout.slotOffset(0, slot)), slot, column);
    }
    String slots = list(f.slots(), i -> number(row.getFloat(RowLayout.slotOffset(0, slot + i))));
    String dense = list(f.width(), i -> number(columns[column + i]));
    return "%s%s: %s -> %s: %s"
        .formatted(
            value,
            range("slot", slot, f.slots()),
            slots,
            range("column", column, f.width()),
            dense);
  }

  private static String category(Feature.Categorical c, int bucket, int slot, int column) {
    String at = bucket < 0 ? "missing" : "bucket %d of %d".formatted(bucket, c.buckets());
    String becomes;
    if (c.embedding() > 0) {
      becomes =
          "column %d: row %d of the table of %d times %d%s"
              .formatted(
                  column,
                  bucket + 1,
                  c.buckets() + 1,
                  c.embedding(),
                  bucket < 0 ? ", which stands for missing" : "");
    } else if (bucket < 0) {
      becomes = range("column", column, c.width()) + " all 0";
    } else {
      becomes =
          "column %d is 1, the others of %s 0"
              .formatted(column + bucket, range("column", column, c.width()));
    }
    return "slot %d: %s -> %s".formatted(slot, at, becomes);
  }

  /** Whether its columns are numbers, which may be standardized. */
  static boolean isPlain(Feature f) {
    return !(f instanceof Feature.Categorical);
  }

  static String standardized(Feature f, ColumnScaling scaling, float[] columns, int column) {
    return list(f.width(), i -> number(scaling.apply(column + i, columns[column + i])));
  }

  private static String range(String what, int first, int count) {
    return count == 1 ? what + " " + first : "%ss %d-%d".formatted(what, first, first + count - 1);
  }

  private static String list(int count, IntFunction<String> value) {
    return IntStream.range(0, Math.min(count, MOST))
        .mapToObj(value)
        .collect(Collectors.joining(", ", "", count > MOST ? ", ..." : ""));
  }

  static String number(float value) {
    return Float.isNaN(value) ? "missing" : Float.toString(value);
  }
}
