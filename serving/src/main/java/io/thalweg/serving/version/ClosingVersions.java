package io.thalweg.serving.version;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that have left service and wait for their last readers. One thread, there while any
 * waits and for a while after, since beginning and ending one for each version costs the readers
 * more than what it does, closes each as soon as it has no readers, whichever comes first.
 * Thread-safe; readers take no lock.
 */
final class ClosingVersions {
  /**
   * Of all models, so that readers who stay don't fill the memory: no more than so many versions
   * are loaded beside those in service, and the one whose updater waits.
   */
  static final int AT_MOST = 4;

  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Logger LOG = LoggerFactory.getLogger(ClosingVersions.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition oneLess = lock.newCondition();
  private final Condition oneMore = lock.newCondition();

  // All are guarded by the lock.
  private final List<Servable> closing = new ArrayList<>();
  private @Nullable Thread thread;
  private boolean ending;

  /** Takes one in; waits while there are as many as may be. */
  void add(Servable replaced) {
    lock.lock();
    try {
      while (closing.size() >= AT_MOST && !ending) {
        oneLess.awaitUninterruptibly();
      }
      closing.add(replaced);
      Thread t = thread;
      if (t == null) {
        t = new Thread(this::work, "thalweg-close-versions");
        t.setDaemon(true);
        t.start();
        thread = t;
      }
      replaced.letNobodyIn(t);
      oneMore.signal();
      LockSupport.unpark(t);
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    while (hasAny()) {
      List<Servable> unread = unread();
      if (unread.isEmpty()) {
        LockSupport.park(this);
      }
      for (Servable s : unread) {
        s.closePredictor();
        remove(s);
      }
    }
  }

  private boolean hasAny() {
    lock.lock();
    try {
      long left = KEPT_NANOS;
      while (closing.isEmpty() && !ending && left > 0) {
        left = oneMore.awaitNanos(left);
      }
      if (closing.isEmpty()) {
        thread = null;
        return false;
      }
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    } finally {
      lock.unlock();
    }
  }

  private List<Servable> unread() {
    lock.lock();
    try {
      return closing.stream().filter(Servable::isLeft).toList();
    } finally {
      lock.unlock();
    }
  }

  private void remove(Servable closed) {
    lock.lock();
    try {
      closing.remove(closed);
      oneLess.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** From here on takes in as many as come, because none are loaded any more. */
  void end() {
    lock.lock();
    try {
      ending = true;
      oneLess.signalAll();
      oneMore.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all are closed. Those that are read for longer close later, or with the process.
   */
  void await(Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!closing.isEmpty()) {
        if (left <= 0) {
          LOG.warn("{} versions are still read after {}, not waited for", closing.size(), atMost);
          return;
        }
        left = oneLess.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
