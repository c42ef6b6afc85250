package io.thalweg.model.evaluate;

import io.thalweg.model.Head;
import io.thalweg.model.evaluate.Outcome.Classified;
import io.thalweg.model.evaluate.Outcome.Estimated;
import io.thalweg.model.evaluate.Outcome.Multilabelled;
import io.thalweg.model.feature.LabelSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Judges predictions one by one, and keeps what the baselines need: the previous label, and how
 * often each class has come. Before the first label both predict 0, or no label at all. Confined to
 * one thread.
 */
public final class Examiner {
  private final Head head;
  private final long[] labels;
  private final @Nullable LabelSetBaselines sets;
  private float previousLabel;

  /** The most frequent class, of equals the lowest. */
  private int majority;

  public Examiner(Head head) {
    this.head = head;
    this.labels = new long[head.classes()];
    this.sets = head.labels() > 0 ? new LabelSetBaselines(head.labels()) : null;
  }

  /**
   * Tests one example with what the model predicted before learning it.
   *
   * @param targets class index, the target of a regression, or 0 and 1 for each label; the
   *     example's start at {@code at}
   * @param headOutputs probability, probabilities, value or quantiles; the example's start at
   *     {@code offset}
   */
  public Outcome judge(float[] targets, int at, float[] headOutputs, int offset) {
    if (sets != null) {
      return multilabelled(sets, targets, at, headOutputs, offset);
    }
    float label = targets[at];
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

  private static Multilabelled multilabelled(
      LabelSetBaselines sets, float[] targets, int at, float[] outputs, int offset) {
    int n = sets.labels();
    LabelSet truth = LabelSet.ofTargets(targets, at, n);
    LabelSet predicted = LabelSet.of(n, i -> outputs[offset + i] >= 0.5f);
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double p = outputs[offset + i];
      loss += Classified.logLoss(truth.contains(i) ? p : 1 - p);
    }
    Multilabelled outcome =
        new Multilabelled(
            n,
            loss / n,
            LabelSetBaselines.matches(predicted, truth, n),
            LabelSetBaselines.matches(sets.previous(), truth, n),
            LabelSetBaselines.matches(sets.majority(), truth, n));
    sets.add(truth);
    return outcome;
  }

  float previousLabel() {
    return previousLabel;
  }

  /**
   * Big endian: int32 number of classes (0 for a regression and sets of labels), int64 labels seen
   * of each; {@link LabelSetBaselines}, if any.
   */
  void writeLabels(DataOutput out) throws IOException {
    out.writeInt(labels.length);
    for (long n : labels) {
      out.writeLong(n);
    }
    if (sets != null) {
      sets.write(out);
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
    if (sets != null) {
      sets.read(in);
    }
  }
}
