package io.thalweg.model;

import java.util.Arrays;

/** A forward pass in float64 as the textbook has it, to compare with. */
public final class NaiveForward {
  private NaiveForward() {}

  /** One row before standardization, NaN where missing; (head outputs) logits. */
  public static double[] logits(
      ModelSpec spec, float[] parameters, float[] mean, float[] scale, float[] row) {
    double[] x = new double[row.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = Float.isNaN(row[i]) ? 0 : ((double) row[i] - mean[i]) * scale[i];
    }
    int next = 0;
    for (int layer = 0; layer <= spec.hidden().size(); layer++) {
      boolean last = layer == spec.hidden().size();
      int units = last ? spec.head().outputs() : spec.hidden().get(layer).units();
      double[] y = new double[units];
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < units; j++) {
          y[j] += x[i] * parameters[next++];
        }
      }
      for (int j = 0; j < units; j++) {
        y[j] += parameters[next++];
        if (!last) {
          boolean relu = spec.hidden().get(layer).activation() == ModelSpec.Activation.RELU;
          y[j] = relu ? Math.max(0, y[j]) : Math.tanh(y[j]);
        }
      }
      x = y;
    }
    return x;
  }

  public static double[] head(Head head, double[] logits) {
    if (head instanceof Head.Binary) {
      return new double[] {1 / (1 + Math.exp(-logits[0]))};
    }
    if (head instanceof Head.Regression) {
      return logits;
    }
    double max = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(z -> Math.exp(z - max)).sum();
    return Arrays.stream(logits).map(z -> Math.exp(z - max) / sum).toArray();
  }
}
