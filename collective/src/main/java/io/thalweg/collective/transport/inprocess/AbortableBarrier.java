package io.thalweg.collective.transport.inprocess;

import io.thalweg.collective.CollectiveException.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A barrier that breaks once and for all: by a deadline, an interrupt or a call of {@link
 * #breakUp}. ({@link java.util.concurrent.CyclicBarrier} works again after a reset, so that a
 * thread which arrives a moment after an abort would wait for nobody.) Who waits looks for some
 * tens of microseconds before it parks: waking a parked thread takes longer than summing a short
 * vector. Thread-safe.
 */
final class AbortableBarrier {

  /** Why the barrier will never open again. */
  record Break(Reason reason, String why) {}

  private static final long LOOKING_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final int LOOKS_PER_TURN = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final int parties;
  private int arrived; // guarded by lock
  private volatile long openings; // written under lock
  private volatile @Nullable Break broken; // written under lock

  AbortableBarrier(int parties) {
    this.parties = parties;
  }

  /** Null once all have arrived; what broke the barrier otherwise. */
  @Nullable Break await(long deadlineNanos) {
    return await(deadlineNanos, () -> {});
  }

  /**
   * As the other.
   *
   * @param whenAllArrived runs in the last thread to arrive, before any thread goes on; it may
   *     break the barrier
   */
  @Nullable Break await(long deadlineNanos, Runnable whenAllArrived) {
    long opening;
    lock.lock();
    try {
      if (broken != null) {
        return broken;
      }
      opening = openings;
      arrived++;
      if (arrived == parties) {
        whenAllArrived.run();
        if (broken == null) {
          arrived = 0;
          openings = opening + 1;
          changed.signalAll();
        }
        return broken;
      }
    } finally {
      lock.unlock();
    }
    if (!lookFor(opening)) {
      parkFor(opening, deadlineNanos);
    }
    Break seen = broken; // read first: an opening counts even if the barrier broke right after it
    return openings == opening ? seen : null;
  }

  /** What broke the barrier, if anything did. */
  @Nullable Break broken() {
    return broken;
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

  @SuppressWarnings("ThreadPriorityCheck") // yielding saves time; nothing relies on it
  private boolean lookFor(long opening) {
    long start = System.nanoTime();
    do {
      for (int look = 0; look < LOOKS_PER_TURN; look++) {
        if (openings != opening || broken != null) {
          return true;
        }
        Thread.onSpinWait();
      }
      Thread.yield(); // a rank may be waiting for this core
    } while (System.nanoTime() - start < LOOKING_NANOS);
    return false;
  }

  private void parkFor(long opening, long deadlineNanos) {
    lock.lock();
    try {
      while (openings == opening && broken == null) {
        if (changed.awaitNanos(deadlineNanos - System.nanoTime()) <= 0 && openings == opening) {
          breakUp(
              Reason.DEADLINE_PASSED,
              "deadline passed: ranks arrived=" + arrived + ", expected=" + parties);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (openings == opening) {
        breakUp(Reason.ABORTED, "aborted: a rank's thread was interrupted");
      }
    } finally {
      lock.unlock();
    }
  }
}
