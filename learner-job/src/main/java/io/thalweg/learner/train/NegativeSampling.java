package io.thalweg.learner.train;

import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.select.SplitMix64;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Which examples of class 0 are learned, where there are many more of them than of class 1, and
 * what the loss makes of it: a share of them, and all of class 1.
 *
 * <p>In what is left the odds of class 1 are 1 / share times as high. So the loss takes a model's
 * logit plus ln(1 / share) for the log-odds in the sample, and what minimizes it says the log-odds
 * in the stream: the prior correction of G. King and L. Zeng, "Logistic regression in rare events
 * data" (Political Analysis 9, 2001), made before the loss instead of behind the model. Immutable.
 *
 * @param share of the examples of class 0 that are learned, above 0, at most 1
 * @param seed of the choice
 */
public record NegativeSampling(double share, long seed) implements Serializable {
  /** Everything is learned. */
  public static final NegativeSampling NONE = new NegativeSampling(1, 0);

  /** Keeps the choice apart from others that are made by a hash of the id. */
  private static final long SALT = 0x6e65676174697665L;

  public NegativeSampling {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share of the negatives: %s, want above 0 and at most 1".formatted(share));
    }
  }

  public boolean isNone() {
    return share == 1;
  }

  /**
   * Whether this event is learned when it is of class 0. The id and the seed decide, so a restart,
   * another number of learners and whoever asks again come to the same.
   */
  public boolean keeps(String id) {
    return isNone() || uniform(id) < share;
  }

  private double uniform(String id) {
    return (SplitMix64.mix(ExampleKeys.of(id) ^ SplitMix64.mix(seed ^ SALT)) >>> 11) * 0x1p-53;
  }

  boolean leavesOut(String id, byte[] row) {
    return !isNone() && label(row) == 0 && !keeps(id);
  }

  static float label(byte[] row) {
    return RowLayout.label(ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN), 0);
  }

  /** A provisional negative that was left out is nothing that could be revised. */
  Origin asLearned(String id, Origin origin) {
    return origin.revised() && !keeps(id) ? origin.notRevised() : origin;
  }

  /**
   * How a model begins that nobody has trained: with even odds within the sample, where it is held
   * to what it learns, and with those of the share in the stream. Owned by the caller.
   */
  public float[] initial(ModelSpec model) {
    return Initializer.heNormal(model, (float) Math.log(share));
  }

  /** The head's, of what is left. */
  Loss loss(Head head) {
    return isNone() ? Loss.of(head) : new Loss.BinaryCrossEntropy(-Math.log(share));
  }
}
