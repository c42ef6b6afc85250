package io.thalweg.model;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each feature lies in the input, and what a network sees of it: its columns, or the vector
 * that is looked up for its category. Immutable.
 */
final class Fields {
  /**
   * A feature's columns, {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param embedding columns of its vectors; 0 where it has none
   * @param ids number of its categories, the missing one included; 0 where it has no vectors
   */
  record Field(String name, int from, int to, int embedding, int ids) {
    boolean isEmbedded() {
      return embedding > 0;
    }

    /** Its part of the input, (rows, to - from). */
    <T> T columns(Operations<T> on) {
      return on.columns("input." + name, on.input(), from, to);
    }

    /** Its category's vector, (rows, embedding). */
    <T> T vector(Operations<T> on) {
      return vector(on, "");
    }

    /** Likewise, of a table whose name begins so. */
    <T> T vector(Operations<T> on, String prefix) {
      String table = prefix + "embeddings." + name;
      return on.lookup(table, columns(on), ids, embedding, WeightInit.ofEmbedding());
    }
  }

  private final List<Field> all;

  private Fields(List<Field> all) {
    this.all = all;
  }

  static Fields of(FeatureSpec features) {
    List<Field> fields = new ArrayList<>();
    int from = 0;
    for (Feature f : features.features()) {
      int to = from + f.width();
      if (f instanceof Feature.Categorical c && c.embedding() > 0) {
        fields.add(new Field(f.name(), from, to, c.embedding(), c.buckets() + 1));
      } else {
        fields.add(new Field(f.name(), from, to, 0, 0));
      }
      from = to;
    }
    return new Fields(List.copyOf(fields));
  }

  List<Field> all() {
    return all;
  }

  /** The one of this name, which there must be. */
  Field named(String name) {
    return all.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  List<Field> embedded() {
    return all.stream().filter(Field::isEmbedded).toList();
  }

  /** The one number of columns that all vectors have. */
  int embedding(String what) {
    List<Integer> sizes = embedded().stream().map(Field::embedding).distinct().toList();
    if (sizes.size() != 1) {
      throw new IllegalArgumentException(
          "%s needs categorical features with one and the same embedding, found %s"
              .formatted(what, sizes));
    }
    return sizes.get(0);
  }

  /** Columns of {@link #input}. */
  int width() {
    return all.stream().mapToInt(f -> f.isEmbedded() ? f.embedding() : f.to() - f.from()).sum();
  }

  /** All features side by side, (rows, width); the input itself where nothing is embedded. */
  <T> T input(Operations<T> on) {
    return input(on, "");
  }

  /** Likewise, with tables of its own, whose names begin with the prefix. */
  <T> T input(Operations<T> on, String prefix) {
    if (embedded().isEmpty()) {
      return on.input();
    }
    List<T> parts = new ArrayList<>();
    for (Field f : all) {
      parts.add(f.isEmbedded() ? f.vector(on, prefix) : f.columns(on));
    }
    return on.concat(prefix + "input.all", parts);
  }

  boolean hasPlain() {
    return all.stream().anyMatch(f -> !f.isEmbedded());
  }

  /** The features without vectors side by side; at least one. */
  <T> T plain(Operations<T> on) {
    if (embedded().isEmpty()) {
      return on.input();
    }
    List<T> parts = new ArrayList<>();
    for (Field f : all) {
      if (!f.isEmbedded()) {
        parts.add(f.columns(on));
      }
    }
    return on.concat("input.plain", parts);
  }
}
