package io.thalweg.replay.statistics;

import java.util.stream.DoubleStream;

/**
 * What an {@link Examination} found. Immutable.
 *
 * @param rows fit of single rows, if draws are independent
 * @param strata fit of strata, if draws are independent
 * @param clusteredStrata fit of strata, batches being clusters
 * @param designEffect of batches as clusters: 1 for independent draws
 * @param repeatedPairs pairs of draws of one row in a batch
 * @param adjacentPairs pairs of draws of neighbouring rows in a batch
 * @param nearPairs pairs of draws of different rows within the stated distance in a batch
 * @param strataLag correlation of the strata counts of consecutive batches
 * @param commonRows pairs of draws of one row in consecutive batches
 */
public record Findings(
    Fit rows,
    Fit strata,
    Fit clusteredStrata,
    double designEffect,
    Deviation repeatedPairs,
    Deviation adjacentPairs,
    Deviation nearPairs,
    Deviation strataLag,
    Deviation commonRows) {

  /** How many tests there are to share a family-wise level. */
  public static final int TESTS = 8;

  public double smallestPValue() {
    return DoubleStream.of(
            rows.pValue(),
            strata.pValue(),
            clusteredStrata.pValue(),
            repeatedPairs.pValue(),
            adjacentPairs.pValue(),
            nearPairs.pValue(),
            strataLag.pValue(),
            commonRows.pValue())
        .min()
        .orElseThrow();
  }
}
