package io.thalweg.model.evaluate;

import io.thalweg.model.Head;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * Weighted sums over tested examples, from which every figure is computed. Those of several
 * learners add up. Confined to one thread.
 */
public abstract sealed class Sums permits ClassificationSums, MultilabelSums, RegressionSums {
  /** One classifier has so many classes; all else 0. */
  final int classes;

  /** All that is summed, in an order of the subclass's. The first is the weight. */
  final double[] values;

  Sums(int classes, int size) {
    this.classes = classes;
    this.values = new double[size];
  }

  public static Sums of(Head head) {
    if (head.labels() > 0) {
      return new MultilabelSums();
    }
    return head.classes() == 0 ? new RegressionSums() : new ClassificationSums(head.classes());
  }

  /** Adds an example, or with a negative weight takes one out. */
  abstract void add(Outcome outcome, double weight);

  /** Every figure by the name that reports use; NaN where nothing has been tested. */
  public abstract Map<String, Double> metrics();

  public final double weight() {
    return values[0];
  }

  final double perExample(int index) {
    return values[index] / values[0];
  }

  final void scale(double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  /** Adds those of another learner of the same model. */
  public final void addAll(Sums other) {
    if (other.classes != classes || other.values.length != values.length) {
      throw new IllegalArgumentException(
          "sums of %d classes and of %d".formatted(classes, other.classes));
    }
    for (int i = 0; i < values.length; i++) {
      values[i] += other.values[i];
    }
  }

  /** Big endian: int32 number of classes, int32 count, float64 each. */
  public final void write(DataOutput out) throws IOException {
    out.writeInt(classes);
    out.writeInt(values.length);
    for (double v : values) {
      out.writeDouble(v);
    }
  }

  static Sums read(Head head, DataInput in) throws IOException {
    Sums out = of(head);
    int classes = in.readInt();
    int size = in.readInt();
    if (classes != out.classes || size != out.values.length) {
      throw new IOException("prequential sums: classes=%d, length=%d".formatted(classes, size));
    }
    for (int i = 0; i < size; i++) {
      out.values[i] = in.readDouble();
    }
    return out;
  }
}
