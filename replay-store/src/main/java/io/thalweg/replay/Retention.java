package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;

/**
 * Which rows a full group keeps. Immutable; what a policy remembers is in the group.
 *
 * <p>The reservoir is algorithm R of J. S. Vitter, "Random sampling with a reservoir", ACM TOMS
 * 11(1), 1985.
 */
public enum Retention {
  /** A uniform sample of all rows ever offered to the group. */
  RESERVOIR((byte) 1) {
    @Override
    long slotFor(long offeredBefore, int capacity, SplitMix64 random) {
      if (offeredBefore < capacity) {
        return offeredBefore;
      }
      long slot = random.nextLong(offeredBefore + 1);
      return slot < capacity ? slot : NO_SLOT;
    }
  },

  /** The newest rows of the group, as a ring. */
  WINDOW((byte) 2) {
    @Override
    long slotFor(long offeredBefore, int capacity, SplitMix64 random) {
      return offeredBefore % capacity;
    }
  };

  static final int NO_SLOT = -1;

  private final byte code;

  Retention(byte code) {
    this.code = code;
  }

  /** The slot of the next row, or {@link #NO_SLOT} if it isn't kept. */
  abstract long slotFor(long offeredBefore, int capacity, SplitMix64 random);

  /** This policy in stored bytes; never changes its meaning. */
  byte code() {
    return code;
  }

  static Retention ofCode(byte code) {
    for (Retention retention : values()) {
      if (retention.code == code) {
        return retention;
      }
    }
    throw new IncompatibleSnapshotException(
        "replay snapshot: retention code %d is unknown to this version".formatted(code));
  }
}
