package io.thalweg.collective.transport.inprocess;

import io.thalweg.collective.CollectiveException.Reason;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A barrier that breaks once and for all: by a deadline, an interrupt or a call of {@link
 * #breakUp}. ({@link java.util.concurrent.CyclicBarrier} works again after a reset, so that a
 * thread which arrives a moment after an abort would wait for nobody.) Thread-safe.
 */
final class AbortableBarrier {

  /** Why the barrier will never open again. */
  record Break(Reason reason, String why) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final int parties;
  private final Runnable whenAllArrived;
  private int arrived;
  private long openings;
  private @Nullable Break broken;

  /**
   * @param whenAllArrived runs in the last thread to arrive, before any thread goes on; it may
   *     break the barrier
   */
  AbortableBarrier(int parties, Runnable whenAllArrived) {
    this.parties = parties;
    this.whenAllArrived = whenAllArrived;
  }

  /** Null once all have arrived; what broke the barrier otherwise. */
  @Nullable Break await(long deadlineNanos) {
    lock.lock();
    try {
      if (broken != null) {
        return broken;
      }
      long opening = openings;
      arrived++;
      if (arrived == parties) {
        whenAllArrived.run();
        if (broken == null) {
          arrived = 0;
          openings++;
          changed.signalAll();
        }
        return broken;
      }
      awaitOpening(opening, deadlineNanos);
      // An opening counts even if the barrier broke right after it.
      return openings == opening ? broken : null;
    } finally {
      lock.unlock();
    }
  }

  void breakUp(Reason reason, String why) {
    lock.lock();
    try {
      if (broken == null) {
        broken = new Break(reason, why);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitOpening(long opening, long deadlineNanos) {
    try {
      while (openings == opening && broken == null) {
        if (changed.awaitNanos(deadlineNanos - System.nanoTime()) <= 0) {
          expire(opening);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (openings == opening) {
        breakUp(Reason.ABORTED, "aborted: a rank's thread was interrupted");
      }
    }
  }

  private void expire(long opening) {
    if (openings == opening) {
      breakUp(
          Reason.DEADLINE_PASSED,
          "deadline passed: ranks arrived=" + arrived + ", expected=" + parties);
    }
  }
}
