package io.thalweg.serving.rollout;

import java.util.concurrent.atomic.LongAdder;

/** What one side has answered since the trial began. Thread-safe; counting takes no lock. */
final class AnswerTally {
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder timed = new LongAdder();
  private final LongAdder slow = new LongAdder();

  void answered() {
    answered.increment();
  }

  void failed() {
    failed.increment();
  }

  /** An answer of which it is known whether it was slow. */
  void timed(boolean isSlow) {
    timed.increment();
    if (isSlow) {
      slow.increment();
    }
  }

  /** The sums at about one moment; of every share the part is read before the whole. */
  Counts counts() {
    long s = slow.sum();
    long t = timed.sum();
    long f = failed.sum();
    return new Counts(answered.sum() + f, f, t, s);
  }

  /** Immutable. */
  record Counts(long requests, long failed, long timed, long slow) {
    static final Counts NONE = new Counts(0, 0, 0, 0);
  }
}
