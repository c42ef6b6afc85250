package io.thalweg.learner.train;

import io.thalweg.replay.select.SplitMix64;
import java.nio.FloatBuffer;

/**
 * What a training step leaves out, from the model's seed, the number of the step, the place in the
 * network, and row and column in the batch alone: a run that goes on from a checkpoint draws what
 * it would have drawn, and every engine draws the same. Stateless.
 */
public final class DropoutMasks {
  private static final double UNIT = 0x1p-53;

  /**
   * What the mask of a place in a step follows from; places count from 0, as networks have them.
   */
  public static long key(long seed, long step, int place) {
    return SplitMix64.mix(SplitMix64.mix(seed ^ SplitMix64.mix(step)) + place);
  }

  /** Fills a mask: 0 with probability {@code rate}, else 1 / (1 - rate). */
  public static void fill(FloatBuffer mask, int length, float rate, long key) {
    float kept = 1 / (1 - rate);
    SplitMix64 random = new SplitMix64(key);
    for (int i = 0; i < length; i++) {
      double u = (random.nextLong() >>> 11) * UNIT;
      mask.put(i, u < rate ? 0 : kept);
    }
  }

  private DropoutMasks() {}
}
