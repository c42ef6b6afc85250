package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.statistics.Fit;
import io.thalweg.replay.statistics.Seeds;
import io.thalweg.replay.statistics.Strata;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fits of one scenario: of every seed by itself, and of all seeds together, which is what finds
 * small deviations. All share a family-wise level of one in a thousand. Not thread-safe.
 */
final class PooledFit {
  /** Rows and six divisions. */
  static final int TESTS = 7;

  private final Map<String, double[]> expected = new LinkedHashMap<>();
  private final Map<String, double[]> observed = new LinkedHashMap<>();

  void add(long seed, Frequencies drawn) {
    assertThat(drawn.rows().pValue()).as("rows, seed %d", seed).isGreaterThan(level());
    drawn.divisions().forEach((name, strata) -> add(seed, name, strata, drawn.counts));
  }

  private void add(long seed, String name, Strata strata, long[] counts) {
    long[] sums = strata.sums(counts);
    assertThat(strata.fitRows(counts).pValue())
        .as("%s, seed %d", name, seed)
        .isGreaterThan(level());
    long draws = 0;
    for (long sum : sums) {
      draws += sum;
    }
    double[] of = observed.computeIfAbsent(name, any -> new double[strata.size()]);
    double[] to = expected.computeIfAbsent(name, any -> new double[strata.size()]);
    for (int i = 0; i < sums.length; i++) {
      of[i] += sums[i];
      to[i] += draws * strata.probability(i);
    }
  }

  /** The fits of all seeds together. */
  Map<String, Fit> fits() {
    Map<String, Fit> fits = new LinkedHashMap<>();
    observed.forEach(
        (name, of) -> {
          double[] to = expected.get(name);
          double statistic = 0;
          for (int i = 0; i < of.length; i++) {
            statistic += (of[i] - to[i]) * (of[i] - to[i]) / to[i];
          }
          fits.put(name, Fit.ofStatistic(statistic, of.length - 1));
        });
    return fits;
  }

  void requireUniform() {
    fits()
        .forEach(
            (name, fit) -> assertThat(fit.pValue()).as("%s: %s", name, fit).isGreaterThan(level()));
  }

  /** The draws of a stratum in those expected, over all seeds. */
  double share(String name, int stratum) {
    double[] of = observed.getOrDefault(name, new double[stratum + 1]);
    return of[stratum] / expected.getOrDefault(name, new double[stratum + 1])[stratum];
  }

  static double level() {
    return Seeds.level(TESTS) * Seeds.COUNT / (Seeds.COUNT + 1);
  }
}
