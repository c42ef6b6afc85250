package io.thalweg.replay.tier.cold;

import org.jspecify.annotations.Nullable;

/**
 * The segment isn't in the tier, or was dropped during the read: no byte of it may be used. The
 * caller looks up where the row lies now.
 */
public final class SegmentGoneException extends RuntimeException {
  SegmentGoneException(long segmentId, @Nullable Throwable cause) {
    super(
        "cold segment is not in the tier: segment=%d; look its rows up again".formatted(segmentId),
        cause);
  }
}
