package io.thalweg.model.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * An interval for the mean of bounded values that may be looked at after every portion, as often as
 * one likes, and be acted upon whenever it says enough: with probability 1 - {@code alpha} it
 * contains the mean at all times together. It is the predictable plug-in empirical Bernstein
 * sequence of Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting"
 * (2024, theorem 2), whose bets stay the same within a portion, so that of each portion the count
 * and two sums are enough: those of several ranks add up. Immutable.
 *
 * <p>Values needn't be independent: where the expectation of a value, given all before it, changes,
 * the interval is one for the mean of those, each weighted by the bet on it.
 *
 * @param lowest that any value can be
 * @param highest that any value can be
 * @param count of values so far
 * @param sum of their distances from the middle of the range
 * @param squares sum of the squares of those
 * @param bets on all values together
 * @param won sum of bet times distance
 * @param cost what the values' spread takes off
 */
public record ConfidenceSequence(
    double lowest,
    double highest,
    double alpha,
    double count,
    double sum,
    double squares,
    double bets,
    double won,
    double cost) {
  /** The largest bet, of 1 that would lose all; the paper advises 1/2 or 3/4. */
  private static final double LARGEST_BET = 0.75;

  public ConfidenceSequence {
    if (!(lowest < highest) || !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "values from %s to %s, alpha=%s: want a range, and alpha between 0 and 1"
              .formatted(lowest, highest, alpha));
    }
  }

  /** Before the first value. */
  public static ConfidenceSequence over(double lowest, double highest, double alpha) {
    return new ConfidenceSequence(lowest, highest, alpha, 0, 0, 0, 0, 0, 0);
  }

  /** With one value more. */
  public ConfidenceSequence with(double value) {
    return with(1, value, value * value);
  }

  /**
   * With a portion more, of whatever size was fixed without looking at its values.
   *
   * @param n values
   * @param valueSum of them
   * @param squareSum of their squares
   */
  public ConfidenceSequence with(double n, double valueSum, double squareSum) {
    if (n <= 0) {
      return this;
    }
    double middle = (lowest + highest) / 2;
    double x = valueSum - n * middle;
    double xx = squareSum - 2 * middle * valueSum + n * middle * middle;
    double guess = sum / (count + 1);
    double bet = bet(n);
    double spread = Math.max(0, xx - 2 * guess * x + n * guess * guess) / (range() * range());
    return new ConfidenceSequence(
        lowest,
        highest,
        alpha,
        count + n,
        sum + x,
        squares + Math.max(0, xx),
        bets + n * bet,
        won + bet * x,
        cost + spread * (-Math.log1p(-bet) - bet));
  }

  /**
   * What gives about the narrowest interval after the portion if values spread as they have so far;
   * before the first they are taken to spread as widely as they can.
   */
  private double bet(double n) {
    double seen = count + 1;
    double guess = sum / seen;
    double variance =
        Math.max(0, squares / seen - guess * guess) / (range() * range()) + 0.25 / seen;
    double horizon = count + n;
    return Math.min(
        LARGEST_BET,
        Math.sqrt(2 * Math.log(2 / alpha) / (variance * horizon * Math.log1p(horizon))));
  }

  private double range() {
    return highest - lowest;
  }

  /** The middle of the interval before it is cut off at the range; NaN before the first value. */
  public double mean() {
    return (lowest + highest) / 2 + won / bets;
  }

  public double lower() {
    return bets == 0 ? lowest : Math.max(lowest, mean() - radius());
  }

  public double upper() {
    return bets == 0 ? highest : Math.min(highest, mean() + radius());
  }

  private double radius() {
    return range() * (Math.log(2 / alpha) + cost) / bets;
  }

  /** State, big endian: nine times float64, as the components are named above. */
  public void write(DataOutput out) throws IOException {
    out.writeDouble(lowest);
    out.writeDouble(highest);
    out.writeDouble(alpha);
    out.writeDouble(count);
    out.writeDouble(sum);
    out.writeDouble(squares);
    out.writeDouble(bets);
    out.writeDouble(won);
    out.writeDouble(cost);
  }

  public static ConfidenceSequence read(DataInput in) throws IOException {
    return new ConfidenceSequence(
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble());
  }
}
