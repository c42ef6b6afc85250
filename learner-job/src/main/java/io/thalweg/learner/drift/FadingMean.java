package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A mean in which a value counts {@code factor} times what the next one does (Gama et al. 2013).
 * Confined to one thread.
 */
final class FadingMean {
  private final double factor;
  private double sum;
  private double weight;

  FadingMean(double window) {
    this.factor = 1 - 1 / window;
  }

  void add(double value) {
    sum = factor * sum + value;
    weight = factor * weight + 1;
  }

  /** 0 before the first value. */
  double mean() {
    return weight == 0 ? 0 : sum / weight;
  }

  void copy(FadingMean other) {
    sum = other.sum;
    weight = other.weight;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(sum);
    out.writeDouble(weight);
  }

  void read(DataInput in) throws IOException {
    sum = in.readDouble();
    weight = in.readDouble();
  }
}
