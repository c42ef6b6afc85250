package io.thalweg.replay.tier.cold;

import io.thalweg.replay.tier.TierException;

/** The one line about bytes that broke a rule of {@link SegmentLayout}. */
final class SegmentDamage {
  private SegmentDamage() {}

  static TierException ofFile(String file, String rule, Object expected, Object found) {
    return new TierException(
        "cold segment is damaged: file=%s, rule=%s, expected=%s, found=%s"
            .formatted(file, rule, expected, found));
  }

  static TierException ofBlock(String file, int block, String rule, Object expected, Object found) {
    return new TierException(
        "cold segment is damaged: file=%s, block=%d, rule=%s, expected=%s, found=%s"
            .formatted(file, block, rule, expected, found));
  }
}
