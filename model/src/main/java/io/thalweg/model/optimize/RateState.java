package io.thalweg.model.optimize;

/**
 * What a {@link LearningRate} remembers. Immutable.
 *
 * @param startedAt steps that had been made when the schedule began, or began anew
 * @param boost factor of the rate
 * @param boostedUntil it holds while fewer steps have been made
 */
public record RateState(long startedAt, double boost, long boostedUntil) {
  public static final RateState START = new RateState(0, 1, 0);
}
