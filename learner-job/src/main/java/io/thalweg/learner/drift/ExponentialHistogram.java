package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The newest values in buckets of 1, 2, 4, ... values, at most five of each size: sums and sums of
 * squared deviations from the bucket's mean (Datar et al. 2002; Babcock et al. 2003). Takes O(log
 * n) space; adding is O(1) on average. Confined to one thread.
 */
final class ExponentialHistogram {
  static final int BUCKETS_OF_A_SIZE = 5;

  private static final int MAX_ROWS = 48;

  private final int[] counts = new int[MAX_ROWS];

  /** (row, bucket), the oldest of a row first. */
  private final double[][] totals = new double[MAX_ROWS][BUCKETS_OF_A_SIZE + 1];

  private final double[][] deviations = new double[MAX_ROWS][BUCKETS_OF_A_SIZE + 1];
  private int rows = 1;
  private long width;
  private double total;
  private double deviation;

  long width() {
    return width;
  }

  double total() {
    return total;
  }

  double mean() {
    return width == 0 ? 0 : total / width;
  }

  /** Of all values, as of a population. */
  double variance() {
    return width == 0 ? 0 : Math.max(0, deviation / width);
  }

  /** Rows in use: the buckets of row {@code r} hold 2^r values; higher rows are older. */
  int rows() {
    return rows;
  }

  int buckets(int row) {
    return counts[row];
  }

  double bucketTotal(int row, int bucket) {
    return totals[row][bucket];
  }

  void add(double value) {
    if (width > 0) {
      double d = value - total / width;
      deviation += d * d * width / (width + 1);
    }
    width++;
    total += value;
    push(0, value, 0);
    for (int r = 0; counts[r] > BUCKETS_OF_A_SIZE; r++) {
      mergeOldestTwo(r);
    }
  }

  private void mergeOldestTwo(int row) {
    double n = 1L << row;
    double a = totals[row][0];
    double b = totals[row][1];
    double d = (a - b) / n;
    push(row + 1, a + b, deviations[row][0] + deviations[row][1] + d * d * n / 2);
    remove(row, 2);
  }

  private void push(int row, double sum, double squares) {
    rows = Math.max(rows, row + 1);
    totals[row][counts[row]] = sum;
    deviations[row][counts[row]] = squares;
    counts[row]++;
  }

  private void remove(int row, int n) {
    counts[row] -= n;
    System.arraycopy(totals[row], n, totals[row], 0, counts[row]);
    System.arraycopy(deviations[row], n, deviations[row], 0, counts[row]);
  }

  /** Forgets the oldest bucket. There must be one. */
  void dropOldest() {
    int row = rows - 1;
    long n = 1L << row;
    double sum = totals[row][0];
    double squares = deviations[row][0];
    width -= n;
    total -= sum;
    double d = width == 0 ? 0 : sum / n - total / width;
    deviation = Math.max(0, deviation - squares - d * d * n * width / (n + width));
    remove(row, 1);
    while (rows > 1 && counts[rows - 1] == 0) {
      rows--;
    }
  }

  /** Big endian: int32 rows; of each int32 buckets, float64 sum and squares of each. */
  void write(DataOutput out) throws IOException {
    out.writeLong(width);
    out.writeDouble(total);
    out.writeDouble(deviation);
    out.writeInt(rows);
    for (int r = 0; r < rows; r++) {
      out.writeInt(counts[r]);
      for (int b = 0; b < counts[r]; b++) {
        out.writeDouble(totals[r][b]);
        out.writeDouble(deviations[r][b]);
      }
    }
  }

  void read(DataInput in) throws IOException {
    width = in.readLong();
    total = in.readDouble();
    deviation = in.readDouble();
    int n = in.readInt();
    if (n < 1 || n > MAX_ROWS) {
      throw new IOException("histogram of %d rows, want 1 to %d".formatted(n, MAX_ROWS));
    }
    rows = n;
    for (int r = 0; r < rows; r++) {
      counts[r] = in.readInt();
      if (counts[r] < 0 || counts[r] > BUCKETS_OF_A_SIZE) {
        throw new IOException("histogram: %d buckets in row %d".formatted(counts[r], r));
      }
      for (int b = 0; b < counts[r]; b++) {
        totals[r][b] = in.readDouble();
        deviations[r][b] = in.readDouble();
      }
    }
  }
}
