package io.thalweg.replay;

/** A contiguous range of groups, both ends included. Immutable. */
public record GroupRange(int first, int last) {

  public GroupRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "group range: first=%d, last=%d must be 0 <= first <= last".formatted(first, last));
    }
  }

  public int size() {
    return last - first + 1;
  }

  public boolean contains(int group) {
    return group >= first && group <= last;
  }

  @Override
  public String toString() {
    return first + ".." + last;
  }
}
