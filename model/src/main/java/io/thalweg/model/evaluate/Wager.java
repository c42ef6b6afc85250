package io.thalweg.model.evaluate;

/**
 * A test of whether bounded values have a mean above 0, which may be looked at after every value
 * and acted upon whenever it says enough. Who bets on it, each time a part of what he has, and
 * begins with 1, has {@code wealth} in the end; where the expectation of every value, given all
 * before it, is at most 0, the chance to ever have w is at most 1/w, whatever he bets (Ville 1939).
 * The bets are those of Waudby-Smith and Ramdas, "Estimating means of bounded random variables by
 * betting" (2024), which they call aGRAPA: about what would have made wealth grow most so far. It
 * tests one mean only, and takes about half as many values for it as a {@link ConfidenceSequence}.
 * Immutable.
 *
 * @param lowest that a value can be, below 0
 * @param highest that a value can be, above 0
 * @param sum of the values
 * @param squares the sum of theirs, and of half the range, which is supposed before the first
 * @param logWealth natural logarithm
 * @param mostLogWealth the highest that it has been
 */
public record Wager(
    double lowest,
    double highest,
    double sum,
    double squares,
    double logWealth,
    double mostLogWealth) {
  /** The largest bet, of 1 that the lowest value would take all of. */
  private static final double LARGEST_BET = 0.75;

  public Wager {
    if (!(lowest < 0 && highest > 0)) {
      throw new IllegalArgumentException(
          "values from %s to %s: want a range with 0 inside".formatted(lowest, highest));
    }
  }

  /** Before the first value. */
  public static Wager over(double lowest, double highest) {
    double half = (highest - lowest) / 2;
    return new Wager(lowest, highest, 0, half * half, 0, 0);
  }

  /** With one value more. */
  public Wager with(double value) {
    double log = logWealth + Math.log1p(bet() * value);
    return new Wager(
        lowest, highest, sum + value, squares + value * value, log, Math.max(mostLogWealth, log));
  }

  private double bet() {
    return Math.max(0, Math.min(LARGEST_BET / -lowest, sum / squares));
  }

  /** How probable, at most, as much wealth has ever been if the mean isn't above 0. */
  public double doubt() {
    return Math.exp(-mostLogWealth);
  }
}
