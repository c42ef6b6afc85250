package io.thalweg.model.feature;

import java.util.Optional;

/**
 * An array of categories, each hashed into {@code buckets}: as a column for every bucket, or with
 * an embedding as up to {@code max} numbers of vectors, of which the network sees the sum or the
 * mean. Empty texts are left out; an array that is empty or missing is 0 in all columns. Immutable.
 *
 * @param max values in an array; one with more is refused at ingest
 * @param embedding columns of the vector that a network learns for each bucket; 0 for none
 */
public record MultiValuedFeature(
    String name, String field, int buckets, int max, Combine combine, int embedding)
    implements Feature {
  public MultiValuedFeature {
    Sizes.require(name, "buckets", buckets, 1);
    Sizes.require(name, "max", max, 1);
    Sizes.require(name, "embedding", embedding, 0);
  }

  @Override
  public int slots() {
    return max;
  }

  @Override
  public int width() {
    return embedding > 0 ? max : buckets;
  }

  @Override
  public boolean holdsNumbers() {
    return false;
  }

  @Override
  public Optional<VectorTable> vectors() {
    return VectorTable.ofMany(buckets, embedding, combine);
  }
}
