package io.thalweg.replay.tier;

import org.jspecify.annotations.Nullable;

/**
 * The storage below a table failed: memory, disk or a damaged file. The table is of no more use; go
 * on from the last snapshot.
 */
public final class TierException extends RuntimeException {
  public TierException(String message) {
    super(message);
  }

  public TierException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
