package io.thalweg.bench.drift;

import java.util.BitSet;
import java.util.List;

/** Which rows were predicted right, in their order. Confined to one thread. */
final class Hits {
  private static final int BEFORE = 2_000;
  private static final int WINDOW = 500;
  private static final double POINT = 0.01;

  private final BitSet right = new BitSet();
  private int rows;

  void add(boolean isRight) {
    right.set(rows, isRight);
    rows++;
  }

  /**
   * Whether what a learner has said of a row is so.
   *
   * @param score the probability of class 1 of two, else the class
   */
  static boolean isRight(int classes, float label, float score) {
    return (classes == 2 ? (score >= 0.5f ? 1 : 0) : (int) score) == (int) label;
  }

  int rows() {
    return rows;
  }

  double accuracy() {
    return share(0, rows);
  }

  private double share(int from, int to) {
    return (double) right.get(from, to).cardinality() / (to - from);
  }

  /**
   * Rows after a break until the accuracy of the next 500 is back within a point of what it was
   * over the 2,000 before it; all up to the next break where that doesn't come.
   *
   * @param breaks in order
   * @return the mean over the breaks
   */
  double recovery(List<Long> breaks) {
    double sum = 0;
    for (int i = 0; i < breaks.size(); i++) {
      int at = Math.toIntExact(breaks.get(i));
      int end = i + 1 < breaks.size() ? Math.toIntExact(breaks.get(i + 1)) : rows;
      int begin = i > 0 ? Math.toIntExact(breaks.get(i - 1)) : 0;
      double before = share(Math.max(begin, at - BEFORE), at);
      int back = at;
      while (back + WINDOW <= end && share(back, back + WINDOW) < before - POINT) {
        back++;
      }
      sum += (back + WINDOW <= end ? back : end) - at;
    }
    return sum / breaks.size();
  }
}
