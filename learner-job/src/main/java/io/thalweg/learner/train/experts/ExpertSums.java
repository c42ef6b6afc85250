package io.thalweg.learner.train.experts;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a learner's fresh rows have cost the chosen expert, and by how much each other one would
 * have been better, summed since the last round. Confined to one thread.
 *
 * <p>Laid out as {@code [rows, loss, loss^2, better of expert 0, its square, of expert 1, ...]}.
 * What is summed is ln(1 + loss), so that single rows of a squared error don't decide.
 */
public final class ExpertSums {
  private static final int COMMON = 3;
  private static final int OWN = 2;
  private static final double MOST = 1e3;

  private double[] open;
  private double[] frozen;

  public ExpertSums(int experts) {
    this.open = new double[width(experts)];
    this.frozen = new double[open.length];
  }

  static int width(int experts) {
    return experts == 0 ? 0 : COMMON + OWN * experts;
  }

  /**
   * One fresh row.
   *
   * @param losses of each expert; NaN of those that weren't asked
   */
  public void add(double[] losses, int chosen) {
    double own = tempered(losses[chosen]);
    open[0]++;
    open[1] += own;
    open[2] += own * own;
    for (int e = 0; e < losses.length; e++) {
      if (e != chosen && !Double.isNaN(losses[e])) {
        double better = own - tempered(losses[e]);
        open[COMMON + OWN * e] += better;
        open[COMMON + OWN * e + 1] += better * better;
      }
    }
  }

  private static double tempered(double loss) {
    return loss >= 0 ? Math.min(MOST, Math.log1p(loss)) : MOST;
  }

  /** What rows have cost the chosen expert, of sums laid out as these. */
  static Sample losses(double[] sums) {
    return Sample.of(sums[0], sums[1], sums[2]);
  }

  /** By how much an expert was better than the chosen one. */
  static Sample better(double[] sums, int expert) {
    int own = COMMON + OWN * expert;
    return Sample.of(sums[0], sums[own], sums[own + 1]);
  }

  void freeze() {
    frozen = open;
    open = new double[frozen.length];
  }

  void frozenInto(float[] payload, int offset) {
    for (int i = 0; i < frozen.length; i++) {
      payload[offset + i] = (float) frozen[i];
    }
  }

  void abort() {
    for (int i = 0; i < open.length; i++) {
      open[i] += frozen[i];
    }
    frozen = new double[open.length];
  }

  /** The round has counted. */
  void commit() {
    frozen = new double[open.length];
  }

  /** The round has counted, and what came since was compared with another expert. */
  void forgetAll() {
    frozen = new double[open.length];
    open = new double[open.length];
  }

  boolean isOf(int experts) {
    return open.length == width(experts);
  }

  ExpertSums cleared() {
    ExpertSums out = copy();
    out.open = new double[open.length];
    out.frozen = new double[open.length];
    return out;
  }

  ExpertSums copy() {
    ExpertSums out = new ExpertSums(0);
    out.open = open.clone();
    out.frozen = frozen.clone();
    return out;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(open.length);
    for (int i = 0; i < open.length; i++) {
      out.writeDouble(open[i]);
      out.writeDouble(frozen[i]);
    }
  }

  static ExpertSums read(DataInputStream in) throws IOException {
    ExpertSums out = new ExpertSums(0);
    int length = in.readInt();
    out.open = new double[length];
    out.frozen = new double[length];
    for (int i = 0; i < length; i++) {
      out.open[i] = in.readDouble();
      out.frozen[i] = in.readDouble();
    }
    return out;
  }
}
