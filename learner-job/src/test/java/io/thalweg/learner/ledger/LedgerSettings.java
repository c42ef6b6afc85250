package io.thalweg.learner.ledger;

import io.thalweg.learner.sync.RoundConfig.Transport;
import java.time.Duration;

/**
 * How a run is set up. Immutable.
 *
 * @param learners at most; as many slots are needed
 * @param alignment of checkpoints
 * @param skew how many keys the events have
 */
record LedgerSettings(int learners, Alignment alignment, Transport transport, int skew) {
  static final int SPLITS = 4;
  static final int EVENTS_PER_CHECKPOINT = 96;
  static final Duration CHECKPOINT_EVERY = Duration.ofMillis(40);
  private static final int MANY_KEYS = 1 << 20;

  enum Alignment {
    ALIGNED,
    UNALIGNED,

    /** Aligned, unless that takes longer than a moment. */
    ALIGNED_WITH_TIMEOUT
  }

  static LedgerSettings of(int learners, Alignment alignment, Transport transport) {
    return new LedgerSettings(learners, alignment, transport, MANY_KEYS);
  }

  /** All events have one key. */
  LedgerSettings withOneKey() {
    return new LedgerSettings(learners, alignment, transport, 1);
  }
}
