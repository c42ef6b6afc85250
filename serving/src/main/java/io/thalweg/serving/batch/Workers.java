package io.thalweg.serving.batch;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads for what an event loop must not wait for. Models that wait take turns, a run each, so one
 * with many requests doesn't keep another from its own. Thread-safe.
 */
final class Workers implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Width width;
  private final List<Thread> threads = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  // Guarded by the lock: queues that aren't empty, in the order of their turns.
  private final ArrayDeque<ModelQueue> turns = new ArrayDeque<>();
  private boolean closed;

  private final ScheduledExecutorService deadlines = deadlines();

  /**
   * How much is computed at once.
   *
   * @param maxRows of one run
   * @param unnoticedNanos that rows may wait for those beside them
   */
  record Width(int workers, int maxRows, double unnoticedNanos) {}

  Workers(Width width) {
    this.width = width;
    for (int i = 0; i < width.workers(); i++) {
      Thread thread = new Thread(this::work, "thalweg-infer-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private static ScheduledExecutorService deadlines() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "thalweg-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /**
   * Has the job computed, or completes it with the reason why not.
   *
   * @param queue of the job's model
   */
  void submit(ModelQueue queue, Job job) {
    lock.lock();
    try {
      if (closed) {
        throw RequestException.of(Status.UNAVAILABLE, "the server is stopping");
      }
      boolean waits = queue.isEmpty();
      long now = System.nanoTime();
      queue.add(job, width, now);
      job.beginWait(deadlines, now);
      if (waits) {
        turns.add(queue);
        work.signal();
      }
    } catch (RequestException e) {
      job.outputs.completeExceptionally(e);
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    for (; ; ) {
      ModelQueue queue;
      List<Job> jobs;
      lock.lock();
      try {
        while (turns.isEmpty() && !closed) {
          work.awaitUninterruptibly();
        }
        if (turns.isEmpty()) {
          return;
        }
        queue = turns.remove();
        jobs = queue.take(width, System.nanoTime());
        if (!queue.isEmpty()) {
          turns.add(queue);
          work.signal();
        }
      } finally {
        lock.unlock();
      }
      if (!jobs.isEmpty()) {
        run(queue, jobs);
      }
    }
  }

  private void run(ModelQueue queue, List<Job> jobs) {
    try {
      Job.runTogether(jobs, queue);
    } finally {
      jobs.forEach(Job::left);
      lock.lock();
      try {
        queue.leftWorkers(Job.rows(jobs), width, System.nanoTime());
      } finally {
        lock.unlock();
      }
    }
  }

  /** Computes what was let in, lets nothing more in, and ends the threads. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
    long end = System.nanoTime() + CLOSE_WITHIN.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deadlines.shutdownNow();
  }
}
