package io.thalweg.learner.ledger;

import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What shall go wrong, in order: each happens once, to whichever learner comes to its place first.
 * Thread-safe.
 */
final class Mishaps {
  /** Guarded by this. */
  private final Deque<Mishap> due = new ArrayDeque<>();

  private volatile boolean hangs;

  private record Mishap(Place place, Kind kind) {}

  private enum Kind {
    FAILS,
    HANGS
  }

  synchronized void failAt(List<Place> places) {
    places.forEach(place -> due.add(new Mishap(place, Kind.FAILS)));
  }

  /** Until the task is interrupted, or what it reads or writes is closed. */
  synchronized void hangAt(Place place) {
    due.add(new Mishap(place, Kind.HANGS));
  }

  synchronized boolean areDue() {
    return !due.isEmpty();
  }

  /** Whether somebody has begun to hang. */
  boolean hangs() {
    return hangs;
  }

  void at(Place place) {
    at(place, new Closing());
  }

  void at(Place place, Closing closing) {
    Mishap mishap = take(place);
    if (mishap != null && mishap.kind == Kind.HANGS) {
      hangs = true;
      closing.await();
    }
    if (mishap != null) {
      throw new IllegalStateException("as the test asked: " + mishap);
    }
  }

  private synchronized Mishap take(Place place) {
    Mishap next = due.peek();
    return next != null && next.place == place ? due.remove() : null;
  }

  /** The end of whatever hangs. Thread-safe. */
  static final class Closing implements Closeable {
    private final CountDownLatch closed = new CountDownLatch(1);

    private void await() {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
