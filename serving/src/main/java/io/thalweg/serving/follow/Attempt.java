package io.thalweg.serving.follow;

import io.thalweg.schemas.ModelAnnouncement;
import java.time.Duration;

/**
 * A load that waits for its turn. Immutable.
 *
 * @param failures so far, all of them I/O
 */
record Attempt(ModelAnnouncement announcement, int failures, long dueAtMillis) {
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration SLOWEST_RETRY = Duration.ofSeconds(30);

  /** After one more failure, ever later. */
  Attempt next(long nowMillis) {
    long delay = FIRST_RETRY.toMillis() << Math.min(failures, 16);
    return new Attempt(
        announcement, failures + 1, nowMillis + Math.min(delay, SLOWEST_RETRY.toMillis()));
  }
}
