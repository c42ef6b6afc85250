package io.thalweg.model.feature;

import java.util.Optional;

/**
 * A category by its number in a vocabulary that follows from what was learned, by committed counts.
 * A row keeps 24 bits of the value's hash, and so does the dense input, in every column; when a
 * batch is made, they become the numbers of vectors: 0 for missing, 1 for a value that isn't in the
 * vocabulary, and 2 and more for those that are; or without an embedding a column for each place of
 * the vocabulary, behind one for all other values. Immutable.
 *
 * @param size values in the vocabulary at most
 * @param admitAfter how often a value is counted before it gets a place
 * @param expireAfter a value that so many counted ones have passed without loses its place; 0 for
 *     never
 * @param embedding columns of the vector that a network learns for each; 0 for one-hot columns
 */
public record VocabularyFeature(
    String name, String field, int size, long admitAfter, long expireAfter, int embedding)
    implements Feature {
  private static final int KEY_BITS = 24;

  public VocabularyFeature {
    Sizes.require(name, "size", size, 1);
    Sizes.require(name, "embedding", embedding, 0);
    if (admitAfter < 1 || expireAfter < 0) {
      throw new IllegalArgumentException(
          "feature %s: admitAfter=%d, expireAfter=%d, want 1 or more and 0 or more"
              .formatted(name, admitAfter, expireAfter));
    }
  }

  /** What a row keeps of a hash: 1 to 2^24, which float32 holds exactly. */
  static int key(int hash) {
    return 1 + (hash >>> (Integer.SIZE - KEY_BITS));
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public int width() {
    return embedding > 0 ? 1 : 1 + size;
  }

  @Override
  public boolean holdsNumbers() {
    return false;
  }

  @Override
  public boolean isCategory() {
    return true;
  }

  @Override
  public Optional<VectorTable> vectors() {
    return VectorTable.ofOne(size + 1, embedding);
  }
}
