package io.thalweg.ingestion.generate;

import java.util.SplittableRandom;

/** Standard normal numbers, by Marsaglia's polar method (1964). Stateless. */
final class Gaussian {
  private Gaussian() {}

  static double draw(SplittableRandom random) {
    while (true) {
      double u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      double s = u * u + v * v;
      if (s < 1 && s > 0) {
        return u * Math.sqrt(-2 * Math.log(s) / s);
      }
    }
  }
}
