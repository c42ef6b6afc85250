package io.thalweg.model.evaluate;

import io.thalweg.model.Head;
import io.thalweg.model.evaluate.Outcome.Classified;
import io.thalweg.model.evaluate.Outcome.Estimated;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Cumulative test-then-train figures of one learner as they are kept in checkpoints, beside the
 * baselines on the same examples. Confined to one thread.
 */
public final class Prequential {
  public static final int VERSION = 2;

  /** Has the counts only. */
  private static final int VERSION_WITHOUT_SUMS = 1;

  /** Of the newest examples, that the area under the curve is of. */
  static final int AUC_WINDOW = 1_000;

  private final Examiner examiner;
  private Sums sums;
  private @Nullable WindowedAuc auc;
  private long examples;
  private long correct;
  private double logLossSum;
  private long noChangeCorrect;
  private long majorityCorrect;
  private double squaredErrorSum;
  private double noChangeSquaredErrorSum;

  public Prequential(Head head) {
    this.examiner = new Examiner(head);
    this.sums = Sums.of(examiner.classes());
    this.auc = head instanceof Head.Binary ? new WindowedAuc(AUC_WINDOW) : null;
  }

  /**
   * Adds one example with what the model predicted before learning it, and returns what that
   * showed.
   *
   * @param label class index, or the target of a regression
   * @param headOutputs probability, probabilities, value or quantiles; the example's start at
   *     {@code offset}
   */
  public Outcome add(float label, float[] headOutputs, int offset) {
    Outcome outcome = examiner.judge(label, headOutputs, offset);
    if (outcome instanceof Classified c) {
      correct += c.isRight() ? 1 : 0;
      logLossSum += c.logLoss();
      noChangeCorrect += c.noChangeIsRight() ? 1 : 0;
      majorityCorrect += c.majorityIsRight() ? 1 : 0;
      if (auc != null) {
        auc.add(c);
      }
    } else if (outcome instanceof Estimated e) {
      squaredErrorSum += e.error() * e.error();
      noChangeSquaredErrorSum += e.noChangeError() * e.noChangeError();
    }
    sums.add(outcome, 1);
    examples++;
    return outcome;
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

  /**
   * What the further figures are computed from, borrowed. Of a learner that goes on from a state of
   * version 1, they are of the examples since.
   */
  public Sums sumsView() {
    return sums;
  }

  /**
   * The area under the ROC curve of the newest 1,000 examples; NaN while either class is missing
   * among them, and where there aren't two.
   */
  public double auc() {
    return auc == null ? Double.NaN : auc.auc();
  }

  /**
   * State, big endian, version 2: int32 version, float32 previous label, the counts, int32 number
   * of classes (0 for a regression), int64 labels seen of each class, {@link Sums}, and of two
   * classes {@link WindowedAuc}. Version 1 ends before the sums.
   */
  public void write(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    out.writeFloat(examiner.previousLabel());
    counts().write(out);
    examiner.writeLabels(out);
    sums.write(out);
    if (auc != null) {
      auc.write(out);
    }
  }

  public static Prequential read(Head head, DataInput in) throws IOException {
    int version = in.readInt();
    if (version < VERSION_WITHOUT_SUMS || version > VERSION) {
      throw new IOException(
          "prequential state has version %d, this release of Thalweg reads up to %d"
              .formatted(version, VERSION));
    }
    Prequential out = new Prequential(head);
    float previousLabel = in.readFloat();
    out.restore(PrequentialCounts.read(in));
    out.examiner.readLabels(previousLabel, in);
    if (version > VERSION_WITHOUT_SUMS) {
      out.sums = Sums.read(in);
      out.auc = out.auc == null ? null : WindowedAuc.read(in);
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
