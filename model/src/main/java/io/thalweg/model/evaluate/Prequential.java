package io.thalweg.model.evaluate;

import io.thalweg.model.Head;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Cumulative test-then-train figures of one learner, with two baselines on the same examples: the
 * previous label seen here, and the majority class so far. Before the first label both predict 0.
 * Confined to one thread.
 */
public final class Prequential {
  public static final int VERSION = 1;

  /** Probabilities below this (and NaN) count as this, so that one example costs at most 34.5. */
  private static final double MIN_PROBABILITY = 1e-15;

  private final Head head;
  private final long[] labels;
  private float previousLabel;
  private long examples;
  private long correct;
  private double logLossSum;
  private long noChangeCorrect;
  private long majorityCorrect;
  private double squaredErrorSum;
  private double noChangeSquaredErrorSum;

  public Prequential(Head head) {
    this.head = head;
    this.labels = new long[head.classes()];
  }

  /**
   * Adds one example with what the model predicted before learning it.
   *
   * @param label class index, or the target of a regression
   * @param headOutputs probability, probabilities, value or quantiles; the example's start at
   *     {@code offset}
   */
  public void add(float label, float[] headOutputs, int offset) {
    if (labels.length == 0) {
      addRegression(label, headOutputs[offset + head.point()]);
    } else {
      addClassification(label, headOutputs, offset);
    }
    previousLabel = label;
    examples++;
  }

  public PrequentialCounts counts() {
    return new PrequentialCounts(
        examples,
        correct,
        logLossSum,
        noChangeCorrect,
        majorityCorrect,
        squaredErrorSum,
        noChangeSquaredErrorSum);
  }

  private void addRegression(float label, float value) {
    if (!Float.isFinite(label)) {
      throw new IllegalArgumentException("label=%s, want a finite number".formatted(label));
    }
    double error = (double) value - label;
    double noChange = (double) previousLabel - label;
    squaredErrorSum += error * error;
    noChangeSquaredErrorSum += noChange * noChange;
  }

  private void addClassification(float label, float[] headOutputs, int offset) {
    int truth = (int) label;
    if (truth != label || truth < 0 || truth >= labels.length) {
      throw new IllegalArgumentException(
          "label=%s, want a class from 0 to %d".formatted(label, labels.length - 1));
    }
    int predicted;
    double probability;
    if (head instanceof Head.Binary) {
      double ofOne = headOutputs[offset];
      predicted = ofOne >= 0.5 ? 1 : 0;
      probability = truth == 1 ? ofOne : 1 - ofOne;
    } else {
      predicted = argMax(headOutputs, offset);
      probability = headOutputs[offset + truth];
    }
    correct += predicted == truth ? 1 : 0;
    logLossSum -= Math.log(probability > MIN_PROBABILITY ? probability : MIN_PROBABILITY);
    noChangeCorrect += previousLabel == label ? 1 : 0;
    majorityCorrect += majority() == truth ? 1 : 0;
    labels[truth]++;
  }

  private int argMax(float[] values, int offset) {
    int best = 0;
    for (int i = 1; i < labels.length; i++) {
      if (values[offset + i] > values[offset + best]) {
        best = i;
      }
    }
    return best;
  }

  private int majority() {
    int best = 0;
    for (int i = 1; i < labels.length; i++) {
      if (labels[i] > labels[best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * State, big endian, version 1: int32 version, float32 previous label, the counts, int32 number
   * of classes (0 for a regression), int64 labels seen of each class.
   */
  public void write(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    out.writeFloat(previousLabel);
    counts().write(out);
    out.writeInt(labels.length);
    for (long n : labels) {
      out.writeLong(n);
    }
  }

  public static Prequential read(Head head, DataInput in) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException(
          "prequential state has version %d, this release of Thalweg reads %d"
              .formatted(version, VERSION));
    }
    Prequential out = new Prequential(head);
    out.previousLabel = in.readFloat();
    out.restore(PrequentialCounts.read(in));
    int classes = in.readInt();
    if (classes != out.labels.length) {
      throw new IOException(
          "prequential state: classes=%d, expected=%d".formatted(classes, out.labels.length));
    }
    for (int i = 0; i < classes; i++) {
      out.labels[i] = in.readLong();
    }
    return out;
  }

  private void restore(PrequentialCounts counts) {
    examples = counts.examples();
    correct = counts.correct();
    logLossSum = counts.logLossSum();
    noChangeCorrect = counts.noChangeCorrect();
    majorityCorrect = counts.majorityCorrect();
    squaredErrorSum = counts.squaredErrorSum();
    noChangeSquaredErrorSum = counts.noChangeSquaredErrorSum();
  }
}
