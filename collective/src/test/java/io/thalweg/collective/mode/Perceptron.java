package io.thalweg.collective.mode;

import io.thalweg.collective.compress.MatrixLayout;
import io.thalweg.collective.compress.MatrixLayout.Matrix;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A multi-layer perceptron, 20 inputs, 32 rectified units, 10 classes by softmax, that learns from
 * a stream of Gaussian clusters. Parameters: W1 (32, 20), b1 (32), W2 (10, 32), b2 (10). The
 * clusters and the test set are the same for all seeds; weights and stream are the seed's.
 */
final class Perceptron implements Problem {

  private static final int INPUTS = 20;
  private static final int HIDDEN = 32;
  private static final int CLASSES = 10;
  private static final int B1 = HIDDEN * INPUTS;
  private static final int W2 = B1 + HIDDEN;
  private static final int B2 = W2 + CLASSES * HIDDEN;
  private static final int LENGTH = B2 + CLASSES;

  private static final double SPREAD = 0.75;
  private static final int TEST_EXAMPLES = 4_000;

  private static final double[][] CENTERS = centers();

  private final long seed;
  private final int steps;

  Perceptron(long seed, int steps) {
    this.seed = seed;
    this.steps = steps;
  }

  private static double[][] centers() {
    SplittableRandom random = new SplittableRandom(77);
    double[][] centers = new double[CLASSES][INPUTS];
    for (double[] center : centers) {
      for (int i = 0; i < INPUTS; i++) {
        center[i] = SPREAD * random.nextGaussian();
      }
    }
    return centers;
  }

  @Override
  public float[] initial() {
    SplittableRandom random = new SplittableRandom(seed);
    float[] parameters = new float[LENGTH];
    for (int i = 0; i < B2; i++) {
      double scale = i < B1 ? Math.sqrt(2.0 / INPUTS) : Math.sqrt(2.0 / HIDDEN);
      boolean bias = i >= B1 && i < W2;
      parameters[i] = bias ? 0 : (float) (scale * random.nextGaussian());
    }
    return parameters;
  }

  @Override
  public MatrixLayout layout() {
    return new MatrixLayout(
        LENGTH, List.of(new Matrix(0, HIDDEN, INPUTS), new Matrix(W2, CLASSES, HIDDEN)));
  }

  @Override
  public int examples(int rank) {
    return 4 * (rank + 1);
  }

  @Override
  public float[] gradient(int rank, int step, float[] parameters) {
    SplittableRandom random = new SplittableRandom((seed * 1_000 + rank) * 1_000_003 + step);
    double[] gradient = new double[LENGTH];
    double[] x = new double[INPUTS];
    double[] hidden = new double[HIDDEN];
    double[] output = new double[CLASSES];
    int examples = examples(rank);
    for (int example = 0; example < examples; example++) {
      int label = draw(random, x);
      forward(parameters, x, hidden, output);
      softmax(output);
      output[label] -= 1;
      backward(parameters, x, hidden, output, gradient);
    }
    float[] mean = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      mean[i] = (float) (gradient[i] / examples);
    }
    return mean;
  }

  private static int draw(SplittableRandom random, double[] x) {
    int label = random.nextInt(CLASSES);
    for (int i = 0; i < INPUTS; i++) {
      x[i] = CENTERS[label][i] + random.nextGaussian();
    }
    return label;
  }

  private static void forward(float[] p, double[] x, double[] hidden, double[] output) {
    for (int h = 0; h < HIDDEN; h++) {
      double sum = p[B1 + h];
      for (int i = 0; i < INPUTS; i++) {
        sum += p[h * INPUTS + i] * x[i];
      }
      hidden[h] = Math.max(0, sum);
    }
    for (int c = 0; c < CLASSES; c++) {
      double sum = p[B2 + c];
      for (int h = 0; h < HIDDEN; h++) {
        sum += p[W2 + c * HIDDEN + h] * hidden[h];
      }
      output[c] = sum;
    }
  }

  private static void softmax(double[] output) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : output) {
      largest = Math.max(largest, value);
    }
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      output[c] = Math.exp(output[c] - largest);
      sum += output[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      output[c] /= sum;
    }
  }

  private static void backward(
      float[] p, double[] x, double[] hidden, double[] error, double[] gradient) {
    for (int h = 0; h < HIDDEN; h++) {
      double back = 0;
      for (int c = 0; c < CLASSES; c++) {
        gradient[W2 + c * HIDDEN + h] += error[c] * hidden[h];
        back += error[c] * p[W2 + c * HIDDEN + h];
      }
      if (hidden[h] > 0) {
        gradient[B1 + h] += back;
        for (int i = 0; i < INPUTS; i++) {
          gradient[h * INPUTS + i] += back * x[i];
        }
      }
    }
    for (int c = 0; c < CLASSES; c++) {
      gradient[B2 + c] += error[c];
    }
  }

  @Override
  public float learningRate(int step) {
    return 0.3f / (1 + step / 100f);
  }

  @Override
  public int steps() {
    return steps;
  }

  /** On examples that nobody learned from. */
  double accuracy(float[] parameters) {
    SplittableRandom random = new SplittableRandom(99);
    double[] x = new double[INPUTS];
    double[] hidden = new double[HIDDEN];
    double[] output = new double[CLASSES];
    int right = 0;
    for (int example = 0; example < TEST_EXAMPLES; example++) {
      int label = draw(random, x);
      forward(parameters, x, hidden, output);
      int best = 0;
      for (int c = 1; c < CLASSES; c++) {
        best = output[c] > output[best] ? c : best;
      }
      right += best == label ? 1 : 0;
    }
    return (double) right / TEST_EXAMPLES;
  }
}
