package io.thalweg.bench.measure;

import java.util.Arrays;

/**
 * What we and the reference reached, each the median of its rounds. Immutable.
 *
 * @param reference in the unit of {@code ours}
 */
public record Medians(double ours, double reference) {
  /**
   * Measures both by turns, so that a machine that slows down slows both, and changes who goes
   * first each time. A round of each goes before and is not counted: it warms both up.
   */
  public static Medians byTurns(int rounds, Round ours, Round reference) throws Exception {
    ours.measure();
    reference.measure();
    double[] our = new double[rounds];
    double[] their = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        our[i] = ours.measure();
        their[i] = reference.measure();
      } else {
        their[i] = reference.measure();
        our[i] = ours.measure();
      }
    }
    return new Medians(median(our), median(their));
  }

  /** The median of rounds of one thing, after one that is not counted. */
  public static double of(int rounds, Round round) throws Exception {
    round.measure();
    double[] figures = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      figures[i] = round.measure();
    }
    return median(figures);
  }

  /** Of an even number, the mean of the two in the middle. */
  static double median(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
