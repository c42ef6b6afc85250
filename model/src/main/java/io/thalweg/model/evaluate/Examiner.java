package io.thalweg.model.evaluate;

import io.thalweg.model.Head;
import io.thalweg.model.evaluate.Outcome.Classified;
import io.thalweg.model.evaluate.Outcome.Estimated;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Judges predictions one by one, and keeps what the baselines need: the previous label, and how
 * often each class has come. Before the first label both predict 0. Confined to one thread.
 */
public final class Examiner {
  private final Head head;
  private final long[] labels;
  private float previousLabel;

  /** The most frequent class, of equals the lowest. */
  private int majority;

  public Examiner(Head head) {
    this.head = head;
    this.labels = new long[head.classes()];
  }

  /** 0 where labels are numbers. */
  int classes() {
    return labels.length;
  }

  /**
   * Tests one example with what the model predicted before learning it.
   *
   * @param label class index, or the target of a regression
   * @param headOutputs probability, probabilities, value or quantiles; the example's start at
   *     {@code offset}
   */
  public Outcome judge(float label, float[] headOutputs, int offset) {
    Outcome outcome =
        labels.length == 0
            ? estimated(label, headOutputs[offset + head.point()])
            : classified(label, headOutputs, offset);
    previousLabel = label;
    return outcome;
  }

  private Estimated estimated(float label, float value) {
    if (!Float.isFinite(label)) {
      throw new IllegalArgumentException("label=%s, want a finite number".formatted(label));
    }
    return new Estimated(label, value, previousLabel);
  }

  private Classified classified(float label, float[] outputs, int offset) {
    int truth = (int) label;
    if (truth != label || truth < 0 || truth >= labels.length) {
      throw new IllegalArgumentException(
          "label=%s, want a class from 0 to %d".formatted(label, labels.length - 1));
    }
    boolean noChange = previousLabel == label;
    boolean isMajority = majority == truth;
    Classified outcome =
        head instanceof Head.Binary
            ? binary(truth, outputs[offset], noChange, isMajority)
            : multiclass(truth, outputs, offset, noChange, isMajority);
    count(truth);
    return outcome;
  }

  private static Classified binary(int truth, double ofOne, boolean noChange, boolean isMajority) {
    int predicted = ofOne >= 0.5 ? 1 : 0;
    double error = ofOne - truth;
    return new Classified(
        truth,
        predicted,
        truth == 1 ? ofOne : 1 - ofOne,
        predicted == 1 ? ofOne : 1 - ofOne,
        ofOne,
        error * error,
        noChange,
        isMajority);
  }

  private Classified multiclass(
      int truth, float[] outputs, int offset, boolean noChange, boolean isMajority) {
    int best = 0;
    double squares = 0;
    for (int i = 0; i < labels.length; i++) {
      double p = outputs[offset + i];
      best = outputs[offset + i] > outputs[offset + best] ? i : best;
      double error = i == truth ? p - 1 : p;
      squares += error * error;
    }
    return new Classified(
        truth,
        best,
        outputs[offset + truth],
        outputs[offset + best],
        outputs[offset + 1],
        squares,
        noChange,
        isMajority);
  }

  /** Counts only rise, so nothing but the class that has just come can take the lead. */
  private void count(int truth) {
    long n = ++labels[truth];
    if (n > labels[majority] || (n == labels[majority] && truth < majority)) {
      majority = truth;
    }
  }

  float previousLabel() {
    return previousLabel;
  }

  /** Big endian: int32 number of classes (0 for a regression), int64 labels seen of each. */
  void writeLabels(DataOutput out) throws IOException {
    out.writeInt(labels.length);
    for (long n : labels) {
      out.writeLong(n);
    }
  }

  void readLabels(float previous, DataInput in) throws IOException {
    previousLabel = previous;
    int classes = in.readInt();
    if (classes != labels.length) {
      throw new IOException(
          "prequential state: classes=%d, expected=%d".formatted(classes, labels.length));
    }
    majority = 0;
    for (int i = 0; i < classes; i++) {
      labels[i] = in.readLong();
      majority = labels[i] > labels[majority] ? i : majority;
    }
  }
}
