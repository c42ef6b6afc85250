package io.thalweg.serving.feedback;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers on their way from the threads that give them, bounded by rows. Thread-safe and lock-free
 * (Michael, Scott 1996), so that nobody who answers waits for whoever reads.
 */
final class AnswerQueue {
  private final int capacity;
  private final Queue<AnsweredRows> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();

  /** An empty queue for so many rows. */
  AnswerQueue(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Adds an answer, or counts its rows as dropped.
   *
   * @param copy makes it, if there is room
   */
  void offer(int rows, Supplier<AnsweredRows> copy) {
    if (waiting.addAndGet(rows) > capacity) {
      waiting.addAndGet(-rows);
      dropped.add(rows);
    } else {
      queue.add(copy.get());
    }
  }

  /** The oldest, null if there is none. */
  @Nullable AnsweredRows poll() {
    AnsweredRows oldest = queue.poll();
    if (oldest != null) {
      waiting.addAndGet(-oldest.rows());
    }
    return oldest;
  }

  /** Rows that found no room. */
  long droppedCount() {
    return dropped.sum();
  }
}
