package io.thalweg.replay.statistics;

/**
 * Goodness of fit of strata where the draws of one cluster (a batch, or several that share what
 * they were read with) depend on each other. Not thread-safe.
 *
 * <p>The first-order correction of J. N. K. Rao, A. J. Scott, "The analysis of categorical data
 * from complex sample surveys", JASA 76, 1981: Pearson's statistic divided by the mean of the
 * generalized design effects, sum over cells of (1 - p) d / (cells - 1), where d is the measured
 * variance of the cell's share between clusters over that of independent draws.
 */
final class ClusteredStrata {
  private final Strata strata;
  private final int clusterDraws;
  private final long[] counts;
  private final double[] squares;
  private long clusters;

  ClusteredStrata(Strata strata, int clusterDraws) {
    this.strata = strata;
    this.clusterDraws = clusterDraws;
    this.counts = new long[strata.size()];
    this.squares = new double[strata.size()];
  }

  void add(long[] clusterCounts) {
    clusters++;
    for (int i = 0; i < counts.length; i++) {
      counts[i] += clusterCounts[i];
      squares[i] += (double) clusterCounts[i] * clusterCounts[i];
    }
  }

  Fit uncorrected() {
    return strata.fit(counts);
  }

  Fit corrected() {
    Fit fit = uncorrected();
    return Fit.ofStatistic(fit.statistic() / designEffect(), fit.degreesOfFreedom());
  }

  double designEffect() {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double mean = (double) counts[i] / clusters;
      double variance = (squares[i] - clusters * mean * mean) / (clusters - 1);
      double p = strata.probability(i);
      sum += (1 - p) * variance / (clusterDraws * p * (1 - p));
    }
    return sum / (counts.length - 1);
  }
}
