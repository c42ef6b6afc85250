package io.thalweg.bench.continual.data;

/** Labelled examples of equal width. Immutable. */
public interface Samples {
  int size();

  /** Numbers of an example. */
  int width();

  /** From 0 on. */
  int label(int i);

  /** Puts the numbers of example {@code i} at {@code out[offset]} and the places after it. */
  void features(int i, float[] out, int offset);

  /** One more than the largest label. */
  default int classes() {
    int classes = 0;
    for (int i = 0; i < size(); i++) {
      classes = Math.max(classes, label(i) + 1);
    }
    return classes;
  }
}
