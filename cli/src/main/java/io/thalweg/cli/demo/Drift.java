package io.thalweg.cli.demo;

import java.util.random.RandomGenerator;

/**
 * When the truth changes, as fractions of the stream. Immutable.
 *
 * @param abruptAt from here on the second concept holds
 * @param gradualFrom from here on the third concept mixes in, at a share that rises linearly
 * @param gradualTo from here on only the third concept holds
 */
public record Drift(double abruptAt, double gradualFrom, double gradualTo) {
  /** Time to learn, the shock, time to recover, the slow change, time to settle. */
  public static final Drift DEFAULT = new Drift(0.4, 0.65, 0.85);

  /** The first concept to the end. */
  public static final Drift NONE = new Drift(1, 1, 1);

  public Drift {
    if (!(0 <= abruptAt && abruptAt <= gradualFrom && gradualFrom <= gradualTo && gradualTo <= 1)) {
      throw new IllegalArgumentException(
          "drift needs 0 <= abruptAt <= gradualFrom <= gradualTo <= 1: %s, %s, %s"
              .formatted(abruptAt, gradualFrom, gradualTo));
    }
  }

  /** 0, 1 or 2: which concept holds for the record at this fraction of the stream. */
  int concept(double fraction, RandomGenerator random) {
    if (fraction < abruptAt) {
      return 0;
    }
    if (fraction < gradualFrom) {
      return 1;
    }
    if (fraction >= gradualTo) {
      return 2;
    }
    double share = (fraction - gradualFrom) / (gradualTo - gradualFrom);
    return random.nextDouble() < share ? 2 : 1;
  }
}
