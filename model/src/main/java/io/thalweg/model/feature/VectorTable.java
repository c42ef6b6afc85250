package io.thalweg.model.feature;

import java.io.Serializable;
import java.util.Optional;

/**
 * Vectors that a network learns, by number, and how a feature's columns name them. Immutable.
 *
 * <p>With {@link Use#ONE} there is one column, the number of a row of the table, which has a row 0
 * for what is missing. Otherwise each column is 0, which stands for nothing, or the number of a
 * row, counted from 1, and the feature's vector is the sum or the mean of those that are there.
 *
 * @param rows of the table
 * @param columns of a vector
 */
public record VectorTable(int rows, int columns, Use use) implements Serializable {
  /** What becomes of the vectors that a row names. */
  public enum Use {
    ONE,
    SUM,
    MEAN
  }

  /** The largest number that a column may hold. */
  public int largest() {
    return use == Use.ONE ? rows - 1 : rows;
  }

  static Optional<VectorTable> ofOne(int buckets, int embedding) {
    return embedding == 0
        ? Optional.empty()
        : Optional.of(new VectorTable(buckets + 1, embedding, Use.ONE));
  }

  static Optional<VectorTable> ofMany(int buckets, int embedding, Combine combine) {
    Use use = combine == Combine.SUM ? Use.SUM : Use.MEAN;
    return embedding == 0
        ? Optional.empty()
        : Optional.of(new VectorTable(buckets, embedding, use));
  }
}
