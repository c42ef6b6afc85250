package io.thalweg.learner.release;

import java.io.Serializable;

/**
 * When bad records hold releases back. Immutable.
 *
 * @param holdAbove share of a topic's newest records, 0 to 1, above which nothing is released; with
 *     1 that is never
 * @param window how many records are the newest ones
 * @param minRecords before a topic has brought so many nothing is held
 */
public record BadRecordsSpec(double holdAbove, int window, int minRecords) implements Serializable {
  public static final BadRecordsSpec DEFAULTS = new BadRecordsSpec(0.01, 10_000, 1_000);

  public BadRecordsSpec {
    if (minRecords > window) {
      throw new IllegalArgumentException(
          "minRecords=%d, window=%d: it would never be full enough".formatted(minRecords, window));
    }
  }
}
