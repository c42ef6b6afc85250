package io.thalweg.model;

import io.thalweg.model.WideAndDeep.Cross;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear model over the features: weights for columns, one row of a table for each category and
 * for each crossed pair of them. All begin at 0. Stateless.
 */
final class Wide {
  /** Rows of a crossed table; float32 counts far beyond that. */
  private static final int MAX_ROWS = 1 << 20;

  private Wide() {}

  /** The sums, (rows, outputs), without a bias where there are no plain columns. */
  static <T> T of(Operations<T> on, Fields fields, List<Cross> crosses, int outputs) {
    List<T> parts = new ArrayList<>();
    if (fields.hasPlain()) {
      parts.add(on.affine("wide.plain", fields.plain(on), outputs, WeightInit.zero()));
    }
    for (Fields.Field f : fields.embedded()) {
      parts.add(f.vector(on, "wide.categories." + f.name(), outputs, WeightInit.zero()));
    }
    for (Cross cross : crosses) {
      parts.add(crossed(on, fields, cross, outputs));
    }
    T sum = parts.get(0);
    for (int i = 1; i < parts.size(); i++) {
      sum = on.add("wide.sum." + i, sum, parts.get(i));
    }
    return sum;
  }

  /** A pair's number is that of the first times the count of the second, plus the second's. */
  private static <T> T crossed(Operations<T> on, Fields fields, Cross cross, int outputs) {
    Fields.Field a = embedded(fields, cross.first());
    Fields.Field b = embedded(fields, cross.second());
    long rows = (long) a.ids() * b.ids();
    String name = "wide.crosses." + cross.first() + " x " + cross.second();
    if (rows > MAX_ROWS) {
      throw new IllegalArgumentException(
          "%s has %d rows, want %d at most".formatted(name, rows, MAX_ROWS));
    }
    T high = on.scale(name + "/high", a.columns(on), b.ids());
    T ids = on.add(name + "/ids", high, b.columns(on));
    return on.lookup(name, ids, (int) rows, outputs, WeightInit.zero());
  }

  private static Fields.Field embedded(Fields fields, String name) {
    return fields.embedded().stream()
        .filter(f -> f.name().equals(name) && f.isCategory())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the cross with %s needs a categorical feature of this name with an embedding"
                        .formatted(name)));
  }
}
