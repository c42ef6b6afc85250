package io.thalweg.cli.features;

import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.VectorTable;
import io.thalweg.model.feature.VocabularyFeature;
import java.nio.ByteBuffer;
import java.util.Locale;
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
      int bucket = row.getInt(RowLayout.slotOffset(0, slot));
      String at = bucket < 0 ? "missing" : "bucket %d of %d".formatted(bucket, c.buckets());
      return "%sslot %d: %s -> %s".formatted(value, slot, at, category(f, columns, column));
    }
    if (f instanceof VocabularyFeature v) {
      int key = row.getInt(RowLayout.slotOffset(0, slot));
      return "%sslot %d: %s -> %s: its place in a vocabulary of %d"
          .formatted(
              value,
              slot,
              key < 0 ? "missing" : "key " + key,
              range("column", column, v.width()),
              v.size());
    }
    if (f instanceof CrossFeature c) {
      return "%s: %s -> %s"
          .formatted(
              range("slot", slot, c.slots()),
              list(c.slots(), i -> hash(row, slot + i)),
              category(f, columns, column));
    }
    if (f instanceof MultiValuedFeature || f instanceof TextFeature) {
      return value + several(f, row, slot, columns, column);
    }
    if (f instanceof ImageFeature) {
      boolean there = row.getInt(RowLayout.slotOffset(0, slot)) >= 0;
      return "%s%s: %s -> %s: %s"
          .formatted(
              value,
              range("slot", slot, f.slots()),
              there ? "the bytes" : "missing",
              range("column", column, f.width()),
              list(f.width(), i -> number(columns[column + i])));
    }
    if (f instanceof Feature.Numeric n && n.hasQuantiles()) {
      String slotValue = number(row.getFloat(RowLayout.slotOffset(0, slot)));
      return "%sslot %d: %s -> %s: which of %d buckets it is in"
          .formatted(
              value, slot, slotValue, range("column", column, f.width()), n.quantiles().buckets());
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

  /** By what the columns say: which of them is 1, or the row of the table. */
  private static String category(Feature f, float[] columns, int column) {
    if (f.vectors().isPresent()) {
      VectorTable table = f.vectors().get();
      int row = (int) columns[column];
      return "column %d: row %d of the table of %d times %d%s"
          .formatted(
              column,
              row,
              table.rows(),
              table.columns(),
              row == 0 ? ", which stands for missing" : "");
    }
    for (int i = 0; i < f.width(); i++) {
      if (columns[column + i] == 1) {
        return "column %d is 1, the others of %s 0"
            .formatted(column + i, range("column", column, f.width()));
      }
    }
    return range("column", column, f.width()) + " all 0";
  }

  private static String hash(ByteBuffer row, int slot) {
    int hash = row.getInt(RowLayout.slotOffset(0, slot));
    return hash == -1 ? "missing" : "hash %08x".formatted(hash);
  }

  private static String several(Feature f, ByteBuffer row, int slot, float[] columns, int column) {
    int count = 0;
    while (count < f.slots() && row.getInt(RowLayout.slotOffset(0, slot + count)) >= 0) {
      count++;
    }
    String slots = range("slot", slot, f.slots());
    String at = range("column", column, f.width());
    if (count == 0) {
      return "%s: none -> %s all 0".formatted(slots, at);
    }
    String buckets =
        list(count, i -> Integer.toString(row.getInt(RowLayout.slotOffset(0, slot + i))));
    int values = count;
    String becomes =
        f.vectors()
            .map(
                t ->
                    "%s: %s of rows %s of the table of %d times %d"
                        .formatted(
                            at,
                            t.use().name().toLowerCase(Locale.ROOT),
                            list(values, i -> Integer.toString((int) columns[column + i])),
                            t.rows(),
                            t.columns()))
            .orElseGet(() -> "%s: %s, the others 0".formatted(at, filled(f, columns, column)));
    return "%s: %d %s %s -> %s"
        .formatted(slots, count, count == 1 ? "bucket" : "buckets", buckets, becomes);
  }

  private static String filled(Feature f, float[] columns, int column) {
    int[] filled =
        IntStream.range(column, column + f.width()).filter(i -> columns[i] != 0).toArray();
    return list(
        filled.length, i -> "column %d is %s".formatted(filled[i], number(columns[filled[i]])));
  }

  /** Whether its columns are numbers, which may be standardized. */
  static boolean isPlain(Feature f) {
    return f.holdsNumbers() || f instanceof ImageFeature || f instanceof VocabularyFeature;
  }

  static String standardized(Feature f, ColumnScaling scaling, float[] columns, int column) {
    if (f instanceof Feature.Numeric n && n.hasQuantiles()) {
      return bucket(n, scaling, columns, column);
    }
    if (f instanceof VocabularyFeature v) {
      return place(v, scaling, columns[column], column);
    }
    return list(f.width(), i -> number(scaling.apply(column + i, columns[column + i])));
  }

  private static String place(VocabularyFeature v, ColumnScaling scaling, float key, int column) {
    int place = scaling.place(v, key);
    String known = key == 0 ? "missing" : place < 0 ? "not in the vocabulary" : "place " + place;
    String taken = "%d of %d places taken".formatted(scaling.taken(v), v.size());
    if (v.embedding() > 0) {
      int row = key == 0 ? 0 : place < 0 ? 1 : 2 + place;
      return "%s: row %d of the table of %d times %d; %s"
          .formatted(known, row, v.size() + 2, v.embedding(), taken);
    }
    return key == 0
        ? "%s: %s all 0; %s".formatted(known, range("column", column, v.width()), taken)
        : "%s: column %d is 1, the others of %s 0; %s"
            .formatted(known, column + 1 + place, range("column", column, v.width()), taken);
  }

  private static String bucket(
      Feature.Numeric n, ColumnScaling scaling, float[] columns, int column) {
    String bounds = "bounds " + scaling.bounds(column, n.width());
    for (int i = 0; i < n.width(); i++) {
      if (scaling.apply(column + i, columns[column + i]) == 1) {
        return "column %d is 1, the others of %s 0; %s"
            .formatted(column + i, range("column", column, n.width()), bounds);
      }
    }
    return "%s all 0; %s".formatted(range("column", column, n.width()), bounds);
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
