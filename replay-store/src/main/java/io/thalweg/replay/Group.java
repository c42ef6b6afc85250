package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;

/**
 * The rows of one group as numbers: how many were offered, and the random choices so far. Not
 * thread-safe.
 *
 * <p>Nothing here depends on other groups, so what a group stores doesn't depend on how groups are
 * spread over instances. Slots fill in order: those below {@link #stored()} are taken.
 */
final class Group {
  private final Retention retention;
  private final int capacity;
  private final SplitMix64 random;
  private long offered;

  Group(Retention retention, int capacity, long offered, SplitMix64 random) {
    this.retention = retention;
    this.capacity = capacity;
    this.offered = offered;
    this.random = random;
  }

  /** Counts one more row and returns its slot, or {@link Retention#NO_SLOT}. */
  int place() {
    return (int) retention.slotFor(offered++, capacity, random);
  }

  boolean isFull() {
    return offered >= capacity;
  }

  int stored() {
    return (int) Math.min(offered, capacity);
  }

  long offered() {
    return offered;
  }

  long randomState() {
    return random.state();
  }
}
