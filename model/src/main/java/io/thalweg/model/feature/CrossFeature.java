package io.thalweg.model.feature;

import java.util.List;
import java.util.Optional;

/**
 * Two or more categories taken as one, hashed into {@code buckets}: as one-hot columns, of which
 * missing has none, or with an embedding as one column that numbers them from 1, missing being 0.
 * It is missing where one of them is. Immutable.
 *
 * @param of names of categorical features of the same model, none twice; their values are crossed,
 *     not their buckets
 * @param embedding columns of the vector that a network learns for each; 0 for one-hot columns
 */
public record CrossFeature(String name, List<String> of, int buckets, int embedding)
    implements Feature {
  public CrossFeature {
    of = List.copyOf(of);
    if (of.size() < 2 || of.stream().distinct().count() < of.size()) {
      throw new IllegalArgumentException(
          "feature %s: of=%s, want two names or more, none twice".formatted(name, of));
    }
    Sizes.require(name, "buckets", buckets, 1);
    Sizes.require(name, "embedding", embedding, 0);
  }

  /** Empty: it is made of other features. */
  @Override
  public String field() {
    return "";
  }

  /** One for the hash of each value. */
  @Override
  public int slots() {
    return of.size();
  }

  @Override
  public int width() {
    return embedding > 0 ? 1 : buckets;
  }

  @Override
  public boolean holdsNumbers() {
    return false;
  }

  @Override
  public Optional<VectorTable> vectors() {
    return VectorTable.ofOne(buckets, embedding);
  }
}
