package io.thalweg.model.feature;

/**
 * Count, mean and sum of squared deviations of every column of the dense input, over the examples
 * of all committed rounds. Every replica holds the same bits, because every replica merges the same
 * reduced sums. Columns that aren't standardized keep mean 0 and scale 1. Confined to one thread.
 *
 * <p>Merging follows Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for
 * computing sample variances" (1979), with the committed mean as the shift of the new sums.
 */
public final class Standardization {
  private final boolean[] standardized;
  private final double[] count;
  private final double[] mean;
  private final double[] squares;
  private final float[] meanOut;
  private final float[] scaleOut;

  public Standardization(FeatureSpec spec) {
    this.standardized = spec.standardizedColumns();
    int width = standardized.length;
    this.count = new double[width];
    this.mean = new double[width];
    this.squares = new double[width];
    this.meanOut = new float[width];
    this.scaleOut = new float[width];
    refresh();
  }

  public int width() {
    return standardized.length;
  }

  /** True when a column waits for its first statistics. */
  public boolean isUnseen() {
    for (int i = 0; i < standardized.length; i++) {
      if (standardized[i] && count[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** True when no column is standardized. */
  public boolean isTrivial() {
    for (boolean s : standardized) {
      if (s) {
        return false;
      }
    }
    return true;
  }

  /** The columns' means, float32, (width), borrowed: valid until the next merge. */
  public float[] meanView() {
    return meanOut;
  }

  /** What a centred column is multiplied by, float32, (width), borrowed. */
  public float[] scaleView() {
    return scaleOut;
  }

  /** Standardizes {@code rows} rows in place and turns NaN into 0, as the exported graph does. */
  public void apply(float[] dense, int rows) {
    int width = standardized.length;
    for (int r = 0; r < rows; r++) {
      int base = r * width;
      for (int i = 0; i < width; i++) {
        float x = (dense[base + i] - meanOut[i]) * scaleOut[i];
        dense[base + i] = Float.isNaN(x) ? 0f : x;
      }
    }
  }

  /**
   * Adds one row to sums that are shifted by the committed mean.
   *
   * @param sums float32, (3 * width): counts, sums of deviations, sums of squared deviations
   */
  public void accumulate(float[] dense, int offset, double[] sums) {
    int width = standardized.length;
    for (int i = 0; i < width; i++) {
      float x = dense[offset + i];
      if (standardized[i] && !Float.isNaN(x)) {
        double d = x - mean[i];
        sums[i] += 1;
        sums[width + i] += d;
        sums[2 * width + i] += d * d;
      }
    }
  }

  /** Merges sums of examples that no earlier merge has seen, shifted by the mean as it stands. */
  public void merge(float[] sums, int offset) {
    int width = standardized.length;
    for (int i = 0; i < width; i++) {
      double n = sums[offset + i];
      if (n > 0) {
        double deviation = sums[offset + width + i] / n;
        double within = Math.max(0, sums[offset + 2 * width + i] - n * deviation * deviation);
        double total = count[i] + n;
        squares[i] += within + deviation * deviation * count[i] * n / total;
        mean[i] += deviation * n / total;
        count[i] = total;
      }
    }
    refresh();
  }

  private void refresh() {
    for (int i = 0; i < standardized.length; i++) {
      double variance = count[i] > 1 ? squares[i] / (count[i] - 1) : 0;
      boolean scaled = standardized[i] && variance > 1e-12;
      meanOut[i] = standardized[i] ? (float) mean[i] : 0f;
      scaleOut[i] = scaled ? (float) (1 / Math.sqrt(variance)) : 1f;
    }
  }

  /** State as 3 * width doubles: counts, means, squares. */
  public double[] toState() {
    int width = standardized.length;
    double[] state = new double[3 * width];
    System.arraycopy(count, 0, state, 0, width);
    System.arraycopy(mean, 0, state, width, width);
    System.arraycopy(squares, 0, state, 2 * width, width);
    return state;
  }

  public void fromState(double[] state) {
    int width = standardized.length;
    if (state.length != 3 * width) {
      throw new IllegalArgumentException(
          "standardization state: length=%d, expected=%d".formatted(state.length, 3 * width));
    }
    System.arraycopy(state, 0, count, 0, width);
    System.arraycopy(state, width, mean, 0, width);
    System.arraycopy(state, 2 * width, squares, 0, width);
    refresh();
  }
}
