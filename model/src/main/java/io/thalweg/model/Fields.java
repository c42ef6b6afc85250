package io.thalweg.model;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.VectorTable;
import io.thalweg.model.feature.VectorTable.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where each feature lies in the input, and what a network sees of it: its columns, or the vector
 * that is looked up for its category, or made of those of several. Immutable.
 */
final class Fields {
  /**
   * A feature's columns, {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param vectors that its columns are numbers of
   */
  record Field(String name, int from, int to, Optional<VectorTable> vectors) {
    boolean isEmbedded() {
      return vectors.isPresent();
    }

    /** Whether it has one category, of which there is a number. */
    boolean isCategory() {
      return vectors.isPresent() && vectors.get().use() == Use.ONE;
    }

    /** Columns of its vectors. */
    int embedding() {
      return vectors.orElseThrow().columns();
    }

    /** Rows of their table, the one for what is missing included. */
    int ids() {
      return vectors.orElseThrow().rows();
    }

    /** Its part of the input, (rows, to - from). */
    <T> T columns(Operations<T> on) {
      return on.columns("input." + name, on.input(), from, to);
    }

    /** Its vector, (rows, embedding). */
    <T> T vector(Operations<T> on) {
      return vector(on, "");
    }

    /** Likewise, of a table whose name begins so. */
    <T> T vector(Operations<T> on, String prefix) {
      return vector(on, prefix + "embeddings." + name, embedding(), WeightInit.ofEmbedding());
    }

    /** Likewise, of another table, whose vectors have so many columns. */
    <T> T vector(Operations<T> on, String table, int columns, WeightInit init) {
      return isCategory()
          ? on.lookup(table, columns(on), ids(), columns, init)
          : on.bag(table, columns(on), ids(), columns, vectors.orElseThrow().use(), init);
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
      fields.add(new Field(f.name(), from, to, f.vectors()));
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
          "%s needs features with one and the same embedding, found %s".formatted(what, sizes));
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
