package io.thalweg.collective.compress;

import io.thalweg.collective.compress.MatrixLayout.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * PowerSGD's arithmetic on one matrix M of m rows and n columns within a flat vector. P is (m,
 * rank) and Q is (n, rank), both column by column within a longer array. Threads: immutable.
 */
record LowRankMatrix(Matrix matrix, int rank) {

  /** Of a column's squares, what rounding may leave where nothing is left. */
  private static final double NOTHING_LEFT = 1e-12;

  int pLength() {
    return matrix.rows() * rank;
  }

  int qLength() {
    return matrix.columns() * rank;
  }

  /** P = M Q. */
  void project(float[] values, float[] q, int qStart, float[] p, int pStart) {
    int columns = matrix.columns();
    for (int row = 0; row < matrix.rows(); row++) {
      int rowStart = matrix.offset() + row * columns;
      for (int r = 0; r < rank; r++) {
        double dot = 0;
        for (int column = 0; column < columns; column++) {
          dot += (double) values[rowStart + column] * q[qStart + r * columns + column];
        }
        p[pStart + r * matrix.rows() + row] = (float) dot;
      }
    }
  }

  /** Q = transposed M times P. */
  void projectBack(float[] values, float[] p, int pStart, float[] q, int qStart) {
    int columns = matrix.columns();
    double[] dots = new double[columns];
    for (int r = 0; r < rank; r++) {
      Arrays.fill(dots, 0);
      for (int row = 0; row < matrix.rows(); row++) {
        int rowStart = matrix.offset() + row * columns;
        double weight = p[pStart + r * matrix.rows() + row];
        for (int column = 0; column < columns; column++) {
          dots[column] += weight * values[rowStart + column];
        }
      }
      for (int column = 0; column < columns; column++) {
        q[qStart + r * columns + column] = (float) dots[column];
      }
    }
  }

  /** M = P times transposed Q, into values. */
  void expand(float[] p, int pStart, float[] q, int qStart, float[] values) {
    int columns = matrix.columns();
    for (int row = 0; row < matrix.rows(); row++) {
      int rowStart = matrix.offset() + row * columns;
      for (int column = 0; column < columns; column++) {
        double dot = 0;
        for (int r = 0; r < rank; r++) {
          dot += (double) p[pStart + r * matrix.rows() + row] * q[qStart + r * columns + column];
        }
        values[rowStart + column] = (float) dot;
      }
    }
  }

  /**
   * Makes P's columns orthonormal, modified Gram-Schmidt, twice for the sake of nearly dependent
   * columns. A column that depends on those before it becomes zeros.
   */
  void orthonormalize(float[] p, int pStart) {
    int rows = matrix.rows();
    double[][] columns = new double[rank][rows];
    for (int r = 0; r < rank; r++) {
      double[] column = columns[r];
      for (int row = 0; row < rows; row++) {
        column[row] = p[pStart + r * rows + row];
      }
      double before = dot(column, column);
      for (int pass = 0; pass < 2; pass++) {
        for (int earlier = 0; earlier < r; earlier++) {
          double along = dot(column, columns[earlier]);
          for (int row = 0; row < rows; row++) {
            column[row] -= along * columns[earlier][row];
          }
        }
      }
      double left = dot(column, column);
      double scale = left > NOTHING_LEFT * before ? 1 / Math.sqrt(left) : 0;
      for (int row = 0; row < rows; row++) {
        column[row] *= scale;
        p[pStart + r * rows + row] = (float) column[row];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Fills the columns of Q that are zero: they would find nothing ever again. */
  void redrawZeroColumns(float[] q, int qStart, long draw) {
    SplittableRandom random = new SplittableRandom(draw);
    int columns = matrix.columns();
    for (int r = 0; r < rank; r++) {
      int start = qStart + r * columns;
      boolean zero = true;
      for (int i = start; i < start + columns; i++) {
        zero &= q[i] == 0;
      }
      for (int i = start; zero && i < start + columns; i++) {
        q[i] = (float) (random.nextDouble() * 2 - 1);
      }
    }
  }
}
