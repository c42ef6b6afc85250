package io.thalweg.model.feature;

import java.util.Optional;

/**
 * A text as its n-grams, each hashed into {@code buckets}: as a column for every bucket, or with an
 * embedding as up to {@code max} numbers of vectors, of which the network sees the sum or the mean
 * (Weinberger et al., "Feature hashing for large scale multitask learning", 2009; Bojanowski et
 * al., "Enriching word vectors with subword information", 2017). A text without n-grams, or none,
 * is 0 in all columns. Immutable.
 *
 * @param n words or characters of an n-gram
 * @param max n-grams that count, from the text's beginning; the rest of it is left out
 * @param embedding columns of the vector that a network learns for each bucket; 0 for none
 */
public record TextFeature(
    String name,
    String field,
    Ngrams ngrams,
    int n,
    Letters letters,
    int buckets,
    int max,
    Combine combine,
    int embedding)
    implements Feature {
  public TextFeature {
    Sizes.require(name, "n", n, 1);
    Sizes.require(name, "buckets", buckets, 1);
    Sizes.require(name, "max", max, 1);
    Sizes.require(name, "embedding", embedding, 0);
  }

  /** What an n-gram is made of. */
  public enum Ngrams {
    /** Runs of letters and digits; neighbours are joined by a blank. */
    WORDS,
    /** Unicode's code points, blanks and punctuation among them. */
    CHARACTERS
  }

  /** Which letters are told apart. */
  public enum Letters {
    AS_THEY_ARE,
    /** Lower case, by no language's own rules. */
    LOWERED
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
