package io.thalweg.collective.mode;

import io.thalweg.collective.compress.MatrixLayout;
import io.thalweg.collective.compress.MatrixLayout.Matrix;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Mean of (a x - b)^2 / 2 over all ranks' rows. Ranks have different numbers of rows. With a
 * disagreement above 0 each rank's rows have a solution of their own, so that at the optimum the
 * ranks' gradients are large and cancel only in their sum.
 */
final class LeastSquares implements Problem {

  private static final int DIMENSIONS = 40;

  private final double[][][] rows; // rank, row, column; the last column is b
  private final int steps;

  LeastSquares(long seed, int worldSize, double disagreement, int steps) {
    this.steps = steps;
    SplittableRandom random = new SplittableRandom(seed);
    double[] shared = gaussian(random, DIMENSIONS);
    rows = new double[worldSize][][];
    for (int rank = 0; rank < worldSize; rank++) {
      double[] own = gaussian(random, DIMENSIONS);
      rows[rank] = new double[50 * (rank + 1)][];
      for (int row = 0; row < rows[rank].length; row++) {
        double[] a = gaussian(random, DIMENSIONS + 1);
        a[DIMENSIONS] = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
          a[DIMENSIONS] += a[i] * (shared[i] + disagreement * own[i]);
        }
        rows[rank][row] = a;
      }
    }
  }

  private static double[] gaussian(SplittableRandom random, int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  @Override
  public float[] initial() {
    return new float[DIMENSIONS];
  }

  @Override
  public MatrixLayout layout() {
    return new MatrixLayout(DIMENSIONS, List.of(new Matrix(0, 8, 5)));
  }

  @Override
  public int examples(int rank) {
    return rows[rank].length;
  }

  @Override
  public float[] gradient(int rank, int step, float[] parameters) {
    double[] gradient = new double[DIMENSIONS];
    for (double[] row : rows[rank]) {
      double residual = -row[DIMENSIONS];
      for (int i = 0; i < DIMENSIONS; i++) {
        residual += row[i] * parameters[i];
      }
      for (int i = 0; i < DIMENSIONS; i++) {
        gradient[i] += residual * row[i] / rows[rank].length;
      }
    }
    float[] rounded = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      rounded[i] = (float) gradient[i];
    }
    return rounded;
  }

  @Override
  public float learningRate(int step) {
    return 0.2f / (1 + step / 40f);
  }

  @Override
  public int steps() {
    return steps;
  }

  /** Distance from the solution of the normal equations, over that solution's length. */
  double relativeError(float[] parameters) {
    double[] optimum = optimum();
    double distance = 0;
    double length = 0;
    for (int i = 0; i < DIMENSIONS; i++) {
      distance += Math.pow(parameters[i] - optimum[i], 2);
      length += Math.pow(optimum[i], 2);
    }
    return Math.sqrt(distance / length);
  }

  /** By Gaussian elimination in double; the matrix is positive definite. */
  private double[] optimum() {
    double[][] m = new double[DIMENSIONS][DIMENSIONS + 1];
    for (double[][] ofRank : rows) {
      for (double[] row : ofRank) {
        for (int i = 0; i < DIMENSIONS; i++) {
          for (int j = 0; j <= DIMENSIONS; j++) {
            m[i][j] += row[i] * row[j];
          }
        }
      }
    }
    for (int pivot = 0; pivot < DIMENSIONS; pivot++) {
      for (int i = 0; i < DIMENSIONS; i++) {
        double factor = i == pivot ? 0 : m[i][pivot] / m[pivot][pivot];
        for (int j = pivot; j <= DIMENSIONS; j++) {
          m[i][j] -= factor * m[pivot][j];
        }
      }
    }
    double[] solution = new double[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      solution[i] = m[i][DIMENSIONS] / m[i][i];
    }
    return solution;
  }
}
