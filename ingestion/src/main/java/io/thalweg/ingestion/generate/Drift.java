package io.thalweg.ingestion.generate;

/**
 * From one concept to another. Immutable.
 *
 * @param at the row, from 0, at which a row is as likely of the new concept as of the old one; with
 *     a width of 0 the first of the new one
 * @param width rows over which the probability rises from 0.12 to 0.88; 0 for at once
 * @param to the index of the new concept
 */
public record Drift(long at, double width, int to) {
  /** 1 / (1 + exp(-4 (row - at) / width)): the sigmoid of Bifet et al. (2009). */
  double probability(long row) {
    if (width == 0) {
      return row >= at ? 1 : 0;
    }
    return 1 / (1 + Math.exp(-4 * (row - at) / width));
  }
}
