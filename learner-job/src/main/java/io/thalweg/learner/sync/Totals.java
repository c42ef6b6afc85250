package io.thalweg.learner.sync;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;

/**
 * What learners have done since the very first start; summed over ranks it describes a committed
 * round. Immutable.
 *
 * @param examples fresh examples learned
 * @param steps training steps
 * @param correct of the examples predicted right before they were learned
 * @param logLossSum of those predictions
 * @param offsets of the examples
 */
public record Totals(long examples, long steps, long correct, double logLossSum, Offsets offsets)
    implements Serializable {
  public static final Totals NONE = new Totals(0, 0, 0, 0);

  /** Of examples from nobody knows where. */
  public Totals(long examples, long steps, long correct, double logLossSum) {
    this(examples, steps, correct, logLossSum, Offsets.NONE);
  }

  /** Of these learners and others together. */
  public Totals plus(Totals other) {
    return new Totals(
        examples + other.examples,
        steps + other.steps,
        correct + other.correct,
        logLossSum + other.logLossSum,
        offsets.plus(other.offsets));
  }

  /** Big endian: int64 examples, steps and correct, float64 logLossSum, the offsets. */
  public void write(DataOutputStream out) throws IOException {
    out.writeLong(examples);
    out.writeLong(steps);
    out.writeLong(correct);
    out.writeDouble(logLossSum);
    offsets.write(out);
  }

  public static Totals read(DataInputStream in) throws IOException {
    return new Totals(
        in.readLong(), in.readLong(), in.readLong(), in.readDouble(), Offsets.read(in));
  }

  /** As written before there were offsets. */
  static Totals readCounts(DataInputStream in) throws IOException {
    return new Totals(in.readLong(), in.readLong(), in.readLong(), in.readDouble());
  }
}
