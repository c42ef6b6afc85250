package io.thalweg.serving.rollout;

import io.thalweg.model.ModelSpec;
import io.thalweg.serving.infer.Answered;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.NotResidentException;
import io.thalweg.serving.version.Servable;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a version on what others have answered, on a thread of its own and of the lowest priority,
 * and compares the two. Nobody waits for it: what finds the queue full is dropped. Thread-safe.
 */
final class Shadow implements AutoCloseable {
  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  private final ModelSlot slot;
  private final ShadowConfig config;
  private final ThreadRandom random;
  private final Queue<Row> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingRows = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean closed;

  // All are guarded by this.
  private @Nullable ShadowComparison comparison;
  private long skipped;
  private long failed;
  private @Nullable String failure;

  /** An answered request, copied. */
  private static final class Row {
    final ModelSpec spec;
    final long version;
    final float[] dense;
    final float[] outputs;
    final int rows;
    final long nanos;

    Row(Answered answered) {
      this.spec = answered.servable().spec();
      this.version = answered.servable().version();
      this.dense = answered.denseView().clone();
      this.outputs = answered.outputs().headView().clone();
      this.rows = answered.rows();
      this.nanos = answered.nanos();
    }
  }

  // Nothing rests on the priority; it lets those that answer go first where a core is short.
  @SuppressWarnings("ThreadPriorityCheck")
  Shadow(ModelSlot slot, ShadowConfig config, long seed) {
    this.slot = slot;
    this.config = config;
    this.random = new ThreadRandom(seed);
    this.thread = new Thread(this::work, "thalweg-shadow-" + slot.model());
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
  }

  void start() {
    thread.start();
  }

  /** On the thread that has computed the answer: copies it or leaves it. */
  void answered(Answered answered) {
    if (random.nextDouble() >= config.sample()) {
      return;
    }
    int rows = answered.rows();
    if (waitingRows.addAndGet(rows) > config.queueRows()) {
      waitingRows.addAndGet(-rows);
      dropped.increment();
      return;
    }
    queue.add(new Row(answered));
  }

  private void work() {
    while (!closed) {
      Row row = queue.poll();
      if (row == null) {
        LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        continue;
      }
      waitingRows.addAndGet(-row.rows);
      run(row);
    }
  }

  private void run(Row row) {
    Servable s;
    try {
      s = slot.acquire(config.alias());
    } catch (NotResidentException e) {
      skipped();
      return;
    }
    try {
      if (s.version() == row.version) {
        skipped();
      } else {
        compare(s, row);
      }
    } catch (RuntimeException e) {
      failed("version %d: %s".formatted(s.version(), e.getMessage()));
    } finally {
      s.release();
    }
  }

  private void compare(Servable s, Row row) {
    if (!s.spec().features().equals(row.spec.features())) {
      failed(
          "version %d has other features than version %d, which answered"
              .formatted(s.version(), row.version));
      return;
    }
    long start = System.nanoTime();
    float[] outputs = s.predictor().run(row.dense, row.rows).headView();
    long took = System.nanoTime() - start;
    if (outputs.length != row.outputs.length) {
      failed(
          "version %d has other outputs than version %d, which answered"
              .formatted(s.version(), row.version));
    } else if (!isFinite(outputs)) {
      failed("version %d computed outputs that are no numbers".formatted(s.version()));
    } else {
      add(s, row, outputs, took);
    }
  }

  private static boolean isFinite(float[] values) {
    for (float v : values) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    return true;
  }

  private synchronized void add(Servable s, Row row, float[] outputs, long took) {
    ShadowComparison of = comparison;
    if (of == null || of.version() != s.version()) {
      of = new ShadowComparison(s.version());
      comparison = of;
      failed = 0;
      failure = null;
    }
    of.add(s.spec().head(), row.version, row.outputs, outputs, row.rows, row.nanos, took);
  }

  private synchronized void skipped() {
    skipped++;
  }

  private synchronized void failed(String reason) {
    failed++;
    failure = reason;
  }

  synchronized ShadowReport report() {
    ShadowComparison of = comparison;
    return of != null
        ? of.report(config.alias(), dropped.sum(), skipped, failed, failure)
        : new ShadowReport(
            config.alias(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            dropped.sum(),
            skipped,
            failed,
            failure);
  }

  /** Leaves what waits. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
