package io.thalweg.serving.rollout;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Makes blocks of outcomes: so many of both sides together, in the order in which their labels
 * came, so that how long a block is depends on no loss. A block that has nothing of a side says
 * nothing. Confined to whoever holds the trial's lock.
 */
final class LossBlocks {
  /** Outcomes of the champion from which the scale of its losses is told. */
  static final int SCALE_OUTCOMES = 200;

  /** The largest loss that counts is so many times its mean. */
  static final double SCALE_MEANS = 4;

  private final CanaryConfig config;
  private final double alpha;
  private @Nullable Comparison test;

  // The champion's first ones, where the scale has to be told from them.
  private int scaleCount;
  private double scaleSum;

  // The block that isn't full yet.
  private long canaryCount;
  private double canarySum;
  private long championCount;
  private double championSum;

  // All that count.
  private long canaryLabels;
  private long championLabels;

  /**
   * Before the first outcome.
   *
   * @param clip the largest loss that counts; empty: told from the champion's first outcomes
   */
  LossBlocks(CanaryConfig config, OptionalDouble clip, double alpha) {
    this.config = config;
    this.alpha = alpha;
    if (clip.isPresent()) {
      this.test = begun(clip.getAsDouble());
    }
  }

  private Comparison begun(double clip) {
    return Comparison.of(Guard.LOSS, config.tolerance(Guard.LOSS), clip, alpha);
  }

  /** The test, null while the scale isn't known. */
  @Nullable Comparison test() {
    return test;
  }

  long canaryLabels() {
    return canaryLabels;
  }

  long championLabels() {
    return championLabels;
  }

  /** A loss that is no number counts as the largest. */
  void canary(double loss) {
    Comparison t = test;
    if (t != null) {
      canaryLabels++;
      canaryCount++;
      canarySum += clipped(loss, t.top());
      closeWhenFull(t);
    }
  }

  /** Likewise. */
  void champion(double loss) {
    Comparison t = test;
    if (t == null) {
      scaleCount++;
      scaleSum += Double.isFinite(loss) ? loss : 0;
      if (scaleCount == SCALE_OUTCOMES) {
        test = begun(Math.max(SCALE_MEANS * scaleSum / scaleCount, Float.MIN_NORMAL));
      }
    } else {
      championLabels++;
      championCount++;
      championSum += clipped(loss, t.top());
      closeWhenFull(t);
    }
  }

  private static double clipped(double loss, double top) {
    return Double.isNaN(loss) ? top : Math.max(0, Math.min(top, loss));
  }

  private void closeWhenFull(Comparison t) {
    if (canaryCount + championCount < config.block()) {
      return;
    }
    if (canaryCount > 0 && championCount > 0) {
      test = t.with(canarySum / canaryCount, championSum / championCount);
    }
    canaryCount = 0;
    canarySum = 0;
    championCount = 0;
    championSum = 0;
  }
}
