package io.thalweg.serving.rollout;

import io.thalweg.model.evaluate.ConfidenceSequence;
import io.thalweg.model.evaluate.Wager;

/**
 * Whether a canary is worse in one respect, told from means of blocks of concurrent traffic: each
 * block gives one difference, so whatever befalls both sides at a time cancels out. It may be
 * looked at after every block, as often as one likes, and be acted upon at once: what is beyond
 * doubt is so at all times together. Immutable.
 *
 * @param alpha how improbable it must be that something counts as beyond doubt which isn't so
 * @param worse bets that the canary is beyond what is tolerated
 * @param tolerable bets that it is within
 * @param better bets that its mean is below the champion's
 * @param difference of the means, canary less champion, for people to look at
 * @param canarySum of the blocks' means, and {@code championSum} likewise
 */
record Comparison(
    Guard guard,
    Tolerance tolerance,
    double top,
    double alpha,
    Wager worse,
    Wager tolerable,
    Wager better,
    ConfidenceSequence difference,
    double canarySum,
    double championSum) {

  /**
   * Before the first block.
   *
   * @param top values lie between 0 and this
   */
  static Comparison of(Guard guard, Tolerance tolerance, double top, double alpha) {
    double least = tolerance.excess(0, top);
    double most = tolerance.excess(top, 0);
    return new Comparison(
        guard,
        tolerance,
        top,
        alpha,
        Wager.over(least, most),
        Wager.over(-most, -least),
        Wager.over(-top, top),
        ConfidenceSequence.over(-top, top, alpha),
        0,
        0);
  }

  /** With a block more, of the two sides' means. */
  Comparison with(double canary, double champion) {
    double excess = tolerance.excess(canary, champion);
    return new Comparison(
        guard,
        tolerance,
        top,
        alpha,
        worse.with(excess),
        tolerable.with(-excess),
        better.with(champion - canary),
        difference.with(canary - champion),
        canarySum + canary,
        championSum + champion);
  }

  boolean isWorse() {
    return worse.doubt() <= alpha;
  }

  boolean isTolerable() {
    return tolerable.doubt() <= alpha;
  }

  boolean isBetter() {
    return better.doubt() <= alpha;
  }

  GuardFigures figures() {
    double blocks = difference.count();
    Verdict verdict =
        isWorse()
            ? Verdict.WORSE
            : isBetter() ? Verdict.BETTER : isTolerable() ? Verdict.TOLERABLE : Verdict.OPEN;
    return new GuardFigures(
        guard,
        verdict,
        Math.round(blocks),
        blocks == 0 ? 0 : canarySum / blocks,
        blocks == 0 ? 0 : championSum / blocks,
        difference.lower(),
        difference.upper(),
        alpha,
        worse.doubt(),
        tolerable.doubt(),
        better.doubt());
  }
}
