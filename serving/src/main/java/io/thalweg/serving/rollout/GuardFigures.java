package io.thalweg.serving.rollout;

import java.util.Locale;

/**
 * What a guard has seen. A doubt is the chance, at most, that so much would ever have spoken for a
 * thing that isn't so; at {@code alpha} it is beyond doubt. Immutable.
 *
 * @param blocks of concurrent traffic
 * @param canary mean over the blocks' means, 0 before the first, and {@code champion} likewise
 * @param lower bound of the mean difference, canary less champion, and {@code upper} likewise,
 *     which hold at all times together with probability 1 - {@code alpha}
 * @param worseDoubt of that it is worse than is tolerated
 * @param tolerableDoubt of that it isn't
 * @param betterDoubt of that it is better than the champion
 */
public record GuardFigures(
    Guard guard,
    Verdict verdict,
    long blocks,
    double canary,
    double champion,
    double lower,
    double upper,
    double alpha,
    double worseDoubt,
    double tolerableDoubt,
    double betterDoubt) {

  /** One line for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %.4g against %.4g in %d blocks, difference %.3g to %.3g",
        guard,
        canary,
        champion,
        blocks,
        lower,
        upper);
  }
}
