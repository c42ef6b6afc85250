package io.thalweg.learner.train.experts;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What an expert's loss on fresh rows is like while nothing is wrong: means over rounds, in which
 * the last 8 or so count. Immutable.
 *
 * @param mean of a row's loss
 * @param within variance of a row's loss within a round
 * @param between variance of the rounds' means, told from each and the next (von Neumann 1941), so
 *     that a loss that falls slowly doesn't count
 * @param last round's mean
 * @param rounds that it is of
 */
record Level(double mean, double within, double between, double last, long rounds) {
  static final Level NONE = new Level(0, 0, 0, 0, 0);

  private static final int MEMORY = 8;

  /** Before so many rounds nothing is known of how they scatter. */
  private static final int LEAST_ROUNDS = 5;

  /** One round more. */
  Level with(Sample round) {
    double weight = 1.0 / Math.min(rounds + 1, MEMORY);
    double step = rounds == 0 ? 0 : round.mean() - last;
    double pairs = 1.0 / Math.min(Math.max(1, rounds), MEMORY);
    return new Level(
        mean + weight * (round.mean() - mean),
        within + weight * (round.variance() - within),
        between + pairs * (step * step / 2 - between),
        round.mean(),
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
    if (rounds < LEAST_ROUNDS) {
      return false;
    }
    double above = round.mean() - mean;
    // The level is a mean itself, of as many rounds.
    double chance =
        Math.sqrt((1 + 1.0 / Math.min(rounds, MEMORY)) * Math.max(within / round.rows(), between));
    return above > deviations * chance && above > least;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(mean);
    out.writeDouble(within);
    out.writeDouble(between);
    out.writeDouble(last);
    out.writeLong(rounds);
  }

  static Level read(DataInputStream in) throws IOException {
    return new Level(
        in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readLong());
  }
}
