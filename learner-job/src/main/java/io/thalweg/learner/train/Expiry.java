package io.thalweg.learner.train;

import java.time.Duration;

/**
 * Which event times are too old, by the newest that was seen and by no clock. The limit moves in
 * steps of a 64th of the time to live, at least one second, since each step is a pass over the
 * whole table. Confined to one thread.
 */
final class Expiry {
  /** No event was seen. */
  static final long NOTHING_SEEN = Long.MIN_VALUE / 2;

  private static final int STEPS = 64;

  private final long timeToLiveMillis;
  private final long stepMillis;
  private long newestMillis = NOTHING_SEEN;

  /**
   * A limit that is still to move.
   *
   * @param timeToLive zero: nothing is ever too old
   */
  Expiry(Duration timeToLive) {
    this.timeToLiveMillis = timeToLive.toMillis();
    this.stepMillis = 1_000 * Math.max(1, timeToLive.toSeconds() / STEPS);
  }

  void seen(long eventTimeMillis) {
    newestMillis = Math.max(newestMillis, eventTimeMillis);
  }

  long newestMillis() {
    return newestMillis;
  }

  /** Whole seconds; what happened earlier is too old. Never goes back. */
  long limitMillis() {
    return timeToLiveMillis == 0
        ? NOTHING_SEEN
        : Math.floorDiv(newestMillis - timeToLiveMillis, stepMillis) * stepMillis;
  }
}
