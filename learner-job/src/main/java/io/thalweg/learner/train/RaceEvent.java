package io.thalweg.learner.train;

import java.util.Locale;

/**
 * A challenger's run has ended. Immutable.
 *
 * @param round that has decided it
 * @param how in words that follow the challenger's name
 * @param examples that it was compared on, over all learners, in blocks
 * @param better by how much its loss on a row is below the champion's, in the mean
 * @param atLeast and so much surely
 * @param atMost and no more than that, as surely
 */
public record RaceEvent(
    long round,
    String challenger,
    String how,
    boolean promotion,
    long examples,
    double better,
    double atLeast,
    double atMost) {

  /** For logs. */
  public String sentence() {
    String compared =
        examples == 0
            ? "compared on no examples"
            : String.format(
                Locale.ROOT,
                "its loss is lower by %.4f (%.4f to %.4f) on %,d examples",
                better,
                atLeast,
                atMost,
                examples);
    return "round %d: challenger '%s' %s; %s".formatted(round, challenger, how, compared);
  }
}
