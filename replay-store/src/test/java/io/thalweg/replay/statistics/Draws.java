package io.thalweg.replay.statistics;

/** A selector under test. */
@FunctionalInterface
public interface Draws {
  /** Draws one batch: fills {@code rows} with row numbers from 0. */
  void next(int[] rows);
}
