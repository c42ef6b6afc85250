package io.thalweg.bench.prequential;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import java.util.Set;
import java.util.TreeSet;

/** What the cells of a column have been. Confined to one thread. */
final class ColumnProfile {
  /** More distinct texts than this aren't counted. */
  static final int MAX_DISTINCT = 1024;

  private static final int MIN_BUCKETS = 4;

  final String name;
  private final Set<String> distinct = new TreeSet<>();
  private long present;
  private boolean numbers = true;
  private boolean whole = true;
  private boolean flags = true;

  ColumnProfile(String name) {
    this.name = name;
  }

  void see(String cell) {
    if (Cells.isMissing(cell)) {
      return;
    }
    present++;
    boolean number = Cells.isNumber(cell);
    numbers &= number;
    whole &= number && Cells.number(cell) == Math.rint(Cells.number(cell));
    flags &= Cells.isFlag(cell);
    if (distinct.size() <= MAX_DISTINCT) {
      distinct.add(cell);
    }
  }

  boolean isNumeric() {
    return numbers && present > 0;
  }

  boolean isWhole() {
    return whole;
  }

  /** Rows whose cell isn't empty. */
  long present() {
    return present;
  }

  /** In the order of their characters; more than {@link #MAX_DISTINCT} stand for any number. */
  Set<String> distinct() {
    return distinct;
  }

  /** Whether it tells rows apart and nothing else: empty, always the same, or a text of its own. */
  boolean isUseless() {
    boolean names = !numbers && !flags && distinct.size() > MAX_DISTINCT;
    boolean ids = !numbers && !flags && present > MIN_BUCKETS && distinct.size() == present;
    return distinct.size() < 2 || names || ids;
  }

  /** As an input of a model. */
  Feature feature() {
    if (numbers) {
      return new Feature.Numeric(
          name,
          name,
          Transform.NONE,
          Scaling.STANDARDIZE,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY);
    }
    if (flags) {
      return new Feature.Flag(name, name);
    }
    int twice = Math.max(MIN_BUCKETS, 2 * distinct.size());
    return new Feature.Categorical(name, name, Integer.highestOneBit(twice - 1) << 1);
  }
}
