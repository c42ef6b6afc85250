package io.thalweg.learner.train.experts;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What an expert's loss on fresh rows is like while nothing is wrong: means over rounds, in which
 * the last 20 or so count. Immutable.
 *
 * @param mean of a row's loss
 * @param within variance of a row's loss within a round
 * @param between variance of the rounds' means
 * @param rounds that it is of
 */
record Level(double mean, double within, double between, long rounds) {
  static final Level NONE = new Level(0, 0, 0, 0);

  private static final int MEMORY = 20;

  /** Before so many rounds nothing is known of how they scatter. */
  private static final int LEAST_ROUNDS = 5;

  /** One round more. */
  Level with(Sample round) {
    double weight = 1.0 / Math.min(rounds + 1, MEMORY);
    double off = round.mean() - mean;
    return new Level(
        mean + weight * off,
        within + weight * (round.variance() - within),
        (1 - weight) * (between + weight * off * off),
        rounds + 1);
  }

  /**
   * Whether a round's mean lies above by more than chance does: that is what rows scatter within a
   * round, or what rounds do if that is more.
   *
   * @param deviations that still are chance
   * @param least that it has to lie above
   */
  boolean isLeftBy(Sample round, double deviations, double least) {
    double above = round.mean() - mean;
    double chance = Math.sqrt(Math.max(within / round.rows(), between));
    return rounds >= LEAST_ROUNDS && above > deviations * chance && above > least;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(mean);
    out.writeDouble(within);
    out.writeDouble(between);
    out.writeLong(rounds);
  }

  static Level read(DataInputStream in) throws IOException {
    return new Level(in.readDouble(), in.readDouble(), in.readDouble(), in.readLong());
  }
}
