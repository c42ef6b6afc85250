package io.thalweg.serving.batch;

import io.thalweg.serving.infer.Runner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/** Micro-batching of all models of a server. Thread-safe; a lane belongs to its event loop. */
public final class Batcher implements AutoCloseable {
  /** Rows may wait for so much computing beside their own. */
  private static final double UNNOTICED_NANOS = 200_000;

  private final Workers.Width width;
  private final Workers workers;
  private final IntConsumer ran;
  private final ConcurrentMap<String, ModelQueue> queues = new ConcurrentHashMap<>();

  /** Starts the workers, and tells nobody of runs. */
  public Batcher(BatchSettings settings) {
    this(settings, rows -> {});
  }

  /**
   * Starts the workers.
   *
   * @param ran told of every run's rows, on the thread that ran them
   */
  public Batcher(BatchSettings settings, IntConsumer ran) {
    this.ran = ran;
    this.width = new Workers.Width(settings.workers(), settings.maxRows(), UNNOTICED_NANOS);
    this.workers = new Workers(width);
  }

  /**
   * A runner for one event loop: what the loop submits between two of its turns is computed
   * together.
   *
   * @param loop runs a task behind everything that has arrived, on the thread that will call the
   *     runner
   */
  public Runner lane(Executor loop) {
    return new Lane(loop, this);
  }

  ModelQueue queue(String model) {
    ModelQueue queue = queues.get(model);
    return queue != null ? queue : queues.computeIfAbsent(model, name -> new ModelQueue(ran));
  }

  Workers workers() {
    return workers;
  }

  Workers.Width width() {
    return width;
  }

  /** Computes what was let in. */
  @Override
  public void close() {
    workers.close();
  }
}
