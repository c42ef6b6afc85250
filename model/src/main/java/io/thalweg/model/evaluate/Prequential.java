package io.thalweg.model.evaluate;

import io.thalweg.model.Head;
import io.thalweg.model.evaluate.Outcome.Classified;
import io.thalweg.model.evaluate.Outcome.Estimated;
import io.thalweg.model.evaluate.Outcome.Multilabelled;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Cumulative test-then-train figures of one learner as they are kept in checkpoints, beside the
 * baselines on the same examples. Confined to one thread.
 */
public final class Prequential {
  public static final int VERSION = 3;

  /** What all but sets of labels are written as. */
  private static final int VERSION_WITHOUT_SETS = 2;

  /** Has the counts only. */
  private static final int VERSION_WITHOUT_SUMS = 1;

  /** Of the newest examples, that the area under the curve is of. */
  static final int AUC_WINDOW = 1_000;

  private final Head head;
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
    this.head = head;
    this.examiner = new Examiner(head);
    this.sums = Sums.of(head);
    this.auc = head instanceof Head.Binary ? new WindowedAuc(AUC_WINDOW) : null;
  }

  /** Adds one example whose target is one number: a class index, or that of a regression. */
  public Outcome add(float label, float[] headOutputs, int offset) {
    return add(new float[] {label}, 0, headOutputs, offset);
  }

  /**
   * Adds one example with what the model predicted before learning it, and returns what that
   * showed.
   *
   * @param targets class index, the target of a regression, or 0 and 1 for each label; the
   *     example's start at {@code at}
   * @param headOutputs probability, probabilities, value or quantiles; the example's start at
   *     {@code offset}
   */
  public Outcome add(float[] targets, int at, float[] headOutputs, int offset) {
    Outcome outcome = examiner.judge(targets, at, headOutputs, offset);
    if (outcome instanceof Classified c) {
      correct += c.isRight() ? 1 : 0;
      logLossSum += c.logLoss();
      noChangeCorrect += c.noChangeIsRight() ? 1 : 0;
      majorityCorrect += c.majorityIsRight() ? 1 : 0;
      if (auc != null) {
        auc.add(c);
      }
    } else if (outcome instanceof Multilabelled m) {
      correct += m.isRight() ? 1 : 0;
      logLossSum += m.logLoss();
      noChangeCorrect += m.noChange().isExact() ? 1 : 0;
      majorityCorrect += m.majority().isExact() ? 1 : 0;
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
   * classes {@link WindowedAuc}. Version 1 ends before the sums. Version 3, which only sets of
   * labels have, holds {@link LabelSetBaselines} before the sums.
   */
  public void write(DataOutput out) throws IOException {
    out.writeInt(head.labels() > 0 ? VERSION : VERSION_WITHOUT_SETS);
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
      out.sums = Sums.read(head, in);
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
