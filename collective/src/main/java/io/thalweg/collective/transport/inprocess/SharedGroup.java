package io.thalweg.collective.transport.inprocess;

import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.inprocess.AbortableBarrier.Break;
import java.nio.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the ranks of one generation share. In a call each rank publishes its buffer, does its share
 * of the work on everybody's buffers, and leaves when all have done theirs; a barrier lies between
 * any two of these. A rank whose call fails waits until nobody works any more, which takes the
 * others one block: then its buffer is its own again. Thread-safe: what is published is written
 * before an opening of the barrier and read after it.
 */
final class SharedGroup {

  private static final long PAUSE_NANOS = 20_000;

  private final Membership membership;
  private final boolean[] present;
  private final @Nullable Call[] calls;
  private final @Nullable Buffer[] buffers;
  private final AbortableBarrier barrier;
  private final AtomicInteger working = new AtomicInteger();
  private final List<Consumer<Break>> listeners = new CopyOnWriteArrayList<>();

  SharedGroup(Membership membership) {
    this.membership = membership;
    int worldSize = membership.worldSize();
    present = new boolean[worldSize];
    calls = new Call[worldSize];
    buffers = new Buffer[worldSize];
    barrier = new AbortableBarrier(worldSize);
  }

  /**
   * Takes a rank in; the registry makes calls one after another.
   *
   * @return whether now all are in
   */
  boolean enter(Membership claimed, int rank) {
    if (!claimed.equals(membership)) {
      breakUp(Reason.DISAGREEMENT, "memberships differ: first=" + membership + ", rank=" + claimed);
    } else if (present[rank]) {
      breakUp(Reason.DISAGREEMENT, "rank joined twice: rank=" + rank);
    }
    present[rank] = true;
    for (boolean one : present) {
      if (!one) {
        return false;
      }
    }
    return true;
  }

  @Nullable Break awaitAll(long deadlineNanos) {
    Break broken = barrier.await(deadlineNanos);
    tellIfBroken();
    return broken;
  }

  /**
   * Takes part in one call.
   *
   * @param share this rank's work, which may use everybody's {@link #buffer} and asks between
   *     blocks whether the group {@link #isBroken}
   * @return null when all ranks have done their shares
   */
  @Nullable Break run(int rank, Call call, Buffer buffer, Runnable share, long deadlineNanos) {
    calls[rank] = call;
    buffers[rank] = buffer;
    Break broken = barrier.await(deadlineNanos, this::compareCalls);
    if (broken == null) {
      work(rank, share);
      broken = barrier.await(deadlineNanos);
    }
    if (broken == null) {
      buffers[rank] = null; // the group must not keep memory alive between calls
    } else {
      tellIfBroken();
      awaitIdle();
    }
    return broken;
  }

  private void work(int rank, Runnable share) {
    working.incrementAndGet();
    try {
      if (!isBroken()) {
        share.run();
      }
    } catch (RuntimeException e) {
      breakUp(Reason.PEER_LOST, "a rank failed: rank=" + rank + ", why=" + e);
      throw e;
    } finally {
      working.decrementAndGet();
    }
  }

  /** What a rank has published; for shares only. */
  Buffer buffer(int rank) {
    Buffer published = buffers[rank];
    if (published == null) {
      throw new IllegalStateException("no call is running: rank=" + rank);
    }
    return published;
  }

  boolean isBroken() {
    return barrier.broken() != null;
  }

  void breakUp(Reason reason, String why) {
    barrier.breakUp(reason, why);
    tellIfBroken();
  }

  /**
   * The listener hears of the end in the thread that causes it or sees it first, possibly more than
   * once; at once where the group has ended already.
   */
  void whenBroken(Consumer<Break> listener) {
    listeners.add(listener);
    tellIfBroken();
  }

  private void tellIfBroken() {
    Break broken = barrier.broken();
    if (broken != null) {
      listeners.forEach(listener -> listener.accept(broken));
    }
  }

  private void awaitIdle() {
    while (working.get() > 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void compareCalls() {
    Call first = calls[0];
    for (int rank = 1; rank < calls.length; rank++) {
      Call other = calls[rank];
      if (first != null && !first.equals(other)) {
        barrier.breakUp(
            Reason.DISAGREEMENT,
            "calls differ: rank=0 makes " + first + ", rank=" + rank + " makes " + other);
        return;
      }
    }
  }
}
