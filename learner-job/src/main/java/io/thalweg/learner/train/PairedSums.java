package io.thalweg.learner.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * By how much each challenger's loss on fresh rows was below the champion's, as means of blocks of
 * rows: what no round has taken along yet. Laid out as {@link Race} reads it. Confined to one
 * thread.
 */
final class PairedSums {
  private static final int C = Race.COMMON_SUMS;
  private static final int OWN = Race.OWN_SUMS;

  /** Beyond it one has diverged: the norm of a round's vector, summed over ranks, stays a float. */
  private static final float MOST = 1e30f;

  private final int block;
  private int challengers;
  private double[] open;
  private double[] frozen;

  /** Rows of the block that isn't full, and each challenger's sum over them. */
  private int rows;

  private double[] unfinished;

  PairedSums(int block, int challengers) {
    this.block = block;
    this.challengers = challengers;
    this.open = new double[C + OWN * challengers];
    this.frozen = new double[open.length];
    this.unfinished = new double[challengers];
  }

  /** Whether a challenger with such numbers has diverged. */
  static boolean isDiverged(float[] numbers) {
    for (float x : numbers) {
      if (!(Math.abs(x) < MOST)) {
        return true;
      }
    }
    return false;
  }

  /** By how much of {@code clip} a challenger's loss is below the champion's, -1 to 1. */
  static double better(double champions, double own, double clip) {
    double difference = (champions - own) / clip;
    // Both infinite: nothing is known of who is better.
    return Double.isNaN(difference) ? 0 : Math.max(-1, Math.min(1, difference));
  }

  /** Rows of a batch: {@code (challengers, rows)}, by how much each was better, -1 to 1. */
  void add(double[][] better, int batch) {
    open[0] += batch;
    for (int r = 0; r < batch; r++) {
      for (int c = 0; c < challengers; c++) {
        unfinished[c] += better[c][r];
      }
      if (++rows == block) {
        endBlock();
      }
    }
  }

  private void endBlock() {
    for (int c = 0; c < challengers; c++) {
      double mean = unfinished[c] / rows;
      open[C + OWN * c]++;
      open[C + OWN * c + 1] += mean;
      open[C + OWN * c + 2] += mean * mean;
      unfinished[c] = 0;
    }
    rows = 0;
  }

  void diverged(int challenger) {
    open[C + OWN * challenger + 3] = 1;
  }

  boolean hasDiverged(int challenger) {
    return open[C + OWN * challenger + 3] > 0 || hadDiverged(challenger);
  }

  /** Whether it had when the running round was frozen. */
  boolean hadDiverged(int challenger) {
    return frozen[C + OWN * challenger + 3] > 0;
  }

  /** Puts the sums into a round; they come back by {@link #abort} or count by {@link #goOn}. */
  void freeze(boolean holdsReleases) {
    open[1] = holdsReleases ? 1 : 0;
    frozen = open;
    open = new double[frozen.length];
  }

  void frozenInto(float[] payload, int offset, int length) {
    for (int i = 0; i < length; i++) {
      payload[offset + i] = (float) frozen[i];
    }
  }

  void abort() {
    for (int i = 0; i < open.length; i++) {
      open[i] += frozen[i];
    }
    frozen = new double[open.length];
  }

  /** The round has counted, and this came of it. */
  void goOn(Race before, Verdict verdict) {
    keep(verdict.race().names().stream().map(before.names()::indexOf).toList());
    if (verdict.promoted().isPresent()) {
      forget();
    }
  }

  /** Only these challengers go on, by their places; what was frozen is gone. */
  void keep(List<Integer> staying) {
    double[] next = new double[C + OWN * staying.size()];
    double[] sums = new double[staying.size()];
    System.arraycopy(open, 0, next, 0, C);
    for (int i = 0; i < staying.size(); i++) {
      System.arraycopy(open, C + OWN * staying.get(i), next, C + OWN * i, OWN);
      sums[i] = unfinished[staying.get(i)];
    }
    open = next;
    unfinished = sums;
    challengers = staying.size();
    frozen = new double[open.length];
  }

  /** What was compared with another champion counts no more. */
  private void forget() {
    for (int i = 0; i < challengers; i++) {
      Arrays.fill(open, C + OWN * i, C + OWN * i + 3, 0);
    }
    Arrays.fill(unfinished, 0);
    rows = 0;
  }

  /** What several learners leave to one of others: blocks that aren't full are lost. */
  static PairedSums inherited(List<PairedSums> all, boolean heir) {
    PairedSums out = new PairedSums(all.get(0).block, all.get(0).challengers);
    for (PairedSums s : all) {
      for (int i = 0; heir && i < out.open.length; i++) {
        out.open[i] += s.open[i];
      }
    }
    return out;
  }

  /** A copy of what came in, in a block and open. */
  PairedSums copy() {
    PairedSums out = new PairedSums(block, challengers);
    out.open = open.clone();
    out.frozen = frozen.clone();
    out.unfinished = unfinished.clone();
    out.rows = rows;
    return out;
  }

  /** Int32 block, challengers and rows of the unfinished one; its sums, what is open, frozen. */
  void write(DataOutputStream out) throws IOException {
    out.writeInt(block);
    out.writeInt(challengers);
    out.writeInt(rows);
    Vectors.write(out, unfinished);
    Vectors.write(out, open);
    Vectors.write(out, frozen);
  }

  static PairedSums read(DataInputStream in) throws IOException {
    PairedSums out = new PairedSums(in.readInt(), in.readInt());
    out.rows = in.readInt();
    out.unfinished = Vectors.readDoubles(in);
    out.open = Vectors.readDoubles(in);
    out.frozen = Vectors.readDoubles(in);
    return out;
  }
}
