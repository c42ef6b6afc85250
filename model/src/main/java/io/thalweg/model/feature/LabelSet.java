package io.thalweg.model.feature;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which of so many labels hold, a bit each. Label {@code i} is bit {@code i % 32} of word {@code i
 * / 32}. Immutable.
 */
public final class LabelSet {
  /** Where labels are no sets. */
  public static final LabelSet ABSENT = new LabelSet(new int[0]);

  private final int[] words;

  private LabelSet(int[] words) {
    this.words = words;
  }

  /** Words for so many labels. */
  public static int words(int labels) {
    return (labels + Integer.SIZE - 1) / Integer.SIZE;
  }

  /** None of them holds. */
  public static LabelSet none(int labels) {
    return labels == 0 ? ABSENT : new LabelSet(new int[words(labels)]);
  }

  /** Those of {@code labels} of which it is true. */
  public static LabelSet of(int labels, IntPredicate holds) {
    int[] words = new int[words(labels)];
    for (int i = 0; i < labels; i++) {
      words[i / Integer.SIZE] |= holds.test(i) ? 1 << i : 0;
    }
    return new LabelSet(words);
  }

  /** Those of {@code labels} whose targets aren't 0. */
  public static LabelSet ofTargets(float[] targets, int from, int labels) {
    return of(labels, i -> targets[from + i] != 0);
  }

  /** With one more. */
  public LabelSet with(int label) {
    int[] more = words.clone();
    more[label / Integer.SIZE] |= 1 << label;
    return new LabelSet(more);
  }

  public boolean contains(int label) {
    return (words[label / Integer.SIZE] >>> label & 1) == 1;
  }

  public int size() {
    int size = 0;
    for (int word : words) {
      size += Integer.bitCount(word);
    }
    return size;
  }

  /** Whether there is a set at all. */
  public boolean isPresent() {
    return words.length > 0;
  }

  /** Writes the words as the last ones before {@code end}, in the buffer's order. */
  public void put(ByteBuffer row, int end) {
    for (int i = 0; i < words.length; i++) {
      row.putInt(end - 4 * (words.length - i), words[i]);
    }
  }

  /** Int32 number of words, then the words. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(words.length);
    for (int word : words) {
      out.writeInt(word);
    }
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @param most labels there can be
   */
  public static LabelSet read(DataInput in, int most) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > words(most)) {
      throw new IOException("set of labels: words=%d, at most %d".formatted(length, words(most)));
    }
    int[] words = new int[length];
    for (int i = 0; i < length; i++) {
      words[i] = in.readInt();
    }
    return length == 0 ? ABSENT : new LabelSet(words);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof LabelSet other && Arrays.equals(words, other.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  /** Those that hold, rising. */
  public List<Integer> indexes() {
    return IntStream.range(0, words.length * Integer.SIZE).filter(this::contains).boxed().toList();
  }

  /** The indexes. */
  @Override
  public String toString() {
    return indexes().toString();
  }
}
