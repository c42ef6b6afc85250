package io.thalweg.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns rows of named values into the tensors of the protocol, one a name. Stateless. */
final class Inputs {
  private static final String DENSE = "features";

  private Inputs() {}

  /**
   * One tensor for each name; where a row lacks it, it is missing.
   *
   * @throws IllegalArgumentException when a name's values are of different kinds
   */
  static List<Map<String, Object>> named(List<? extends Map<String, ?>> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    List<Map<String, Object>> out = new ArrayList<>();
    for (String name : names) {
      Object example =
          rows.stream().map(row -> row.get(name)).filter(v -> v != null).findFirst().orElse(null);
      if (example != null) {
        out.add(tensor(name, example, rows));
      }
    }
    return out;
  }

  private static Map<String, Object> tensor(
      String name, Object example, List<? extends Map<String, ?>> rows) {
    int columns = example instanceof List<?> list ? list.size() : 0;
    String datatype = datatype(name, columns == 0 ? example : 0.0);
    List<@Nullable Object> data = new ArrayList<>();
    for (Map<String, ?> row : rows) {
      Object value = row.get(name);
      if (columns == 0) {
        requireKind(name, datatype, value);
        data.add(value);
      } else {
        addVector(name, columns, value, data);
      }
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", name);
    out.put("datatype", datatype);
    out.put("shape", columns == 0 ? List.of(rows.size()) : List.of(rows.size(), columns));
    out.put("data", data);
    return out;
  }

  private static void addVector(
      String name, int columns, @Nullable Object value, List<@Nullable Object> data) {
    if (value != null && !(value instanceof List<?> list && list.size() == columns)) {
      throw new IllegalArgumentException(
          "input '%s': want lists of %d numbers, found %s".formatted(name, columns, value));
    }
    for (int i = 0; i < columns; i++) {
      data.add(value == null ? null : ((List<?>) value).get(i));
    }
  }

  private static String datatype(String name, Object value) {
    if (value instanceof Number) {
      return "FP64";
    }
    if (value instanceof Boolean) {
      return "BOOL";
    }
    if (value instanceof CharSequence) {
      return "BYTES";
    }
    throw new IllegalArgumentException(
        "input '%s': want a number, a boolean, a text, or a list of numbers, found %s"
            .formatted(name, value.getClass().getName()));
  }

  private static void requireKind(String name, String datatype, @Nullable Object value) {
    if (value != null && !datatype(name, value).equals(datatype)) {
      throw new IllegalArgumentException(
          "input '%s' is %s in one row and %s in another"
              .formatted(name, datatype, datatype(name, value)));
    }
  }

  /** The one tensor of encoded rows; NaN is missing. */
  static List<Map<String, Object>> dense(float[][] rows) {
    int columns = rows[0].length;
    List<@Nullable Object> data = new ArrayList<>(rows.length * columns);
    for (float[] row : rows) {
      if (row.length != columns) {
        throw new IllegalArgumentException(
            "a row has %d columns, another %d".formatted(row.length, columns));
      }
      for (float value : row) {
        data.add(Float.isNaN(value) ? null : (Object) value);
      }
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", DENSE);
    out.put("datatype", "FP32");
    out.put("shape", List.of(rows.length, columns));
    out.put("data", data);
    return List.of(out);
  }
}
