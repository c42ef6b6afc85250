package io.thalweg.learner.flink;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Copies files side by side, a few at a time. Every call has threads of its own, which are gone
 * when it returns: the first failure, a closed registry or an interrupt of the caller ends them
 * all. Immutable.
 *
 * @param threads at most so many at a time
 */
record Transfers(int threads) {
  /** The option of Flink's own RocksDB backend, which does the same for keyed state. */
  static final ConfigOption<Integer> THREADS =
      ConfigOptions.key("state.backend.rocksdb.checkpoint.transfer.thread.num")
          .intType()
          .defaultValue(4);

  private static final int BUFFER_BYTES = 1 << 16;

  /** Copies one file; what it leaves behind when it fails it deletes itself. */
  interface Copy<T> {
    T run(Stop stop) throws Exception;
  }

  /** What a copy asks between two buffers: interrupts alone may be lost in a library. */
  interface Stop {
    void check() throws IOException;
  }

  static Transfers of(ReadableConfig configuration) {
    return new Transfers(Math.max(1, configuration.get(THREADS)));
  }

  /**
   * Returns what the copies have returned, in their order.
   *
   * @param cancelables closing it ends the transfer
   * @throws IOException the first failure, the others are added to it
   */
  <T> List<T> run(CloseableRegistry cancelables, List<? extends Copy<T>> copies)
      throws IOException {
    if (copies.isEmpty()) {
      return List.of();
    }
    Run run = new Run(Math.min(threads, copies.size()));
    cancelables.registerCloseable(run);
    try {
      List<CompletableFuture<T>> results = new ArrayList<>();
      for (Copy<T> copy : copies) {
        results.add(run.start(copy));
      }
      run.awaitAll();
      return results.stream().map(CompletableFuture::join).toList();
    } finally {
      cancelables.unregisterCloseable(run);
    }
  }

  /** As {@link InputStream#transferTo}, but it ends when told to. */
  static long copy(InputStream in, OutputStream out, Stop stop) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      stop.check();
      out.write(buffer, 0, read);
      bytes += read;
    }
    stop.check();
    return bytes;
  }

  /** One call of {@link #run}. Thread-safe. */
  private static final class Run implements Closeable {
    private final ExecutorService workers;
    private @Nullable Throwable failure; // guarded by this
    private volatile boolean stopped;

    Run(int threads) {
      workers =
          Executors.newFixedThreadPool(
              threads,
              task -> {
                Thread thread = new Thread(task, "thalweg-replay-transfer");
                thread.setDaemon(true);
                return thread;
              });
    }

    <T> CompletableFuture<T> start(Copy<T> copy) {
      CompletableFuture<T> result = new CompletableFuture<>();
      try {
        workers.execute(() -> complete(result, copy));
      } catch (RejectedExecutionException e) {
        fail(e); // after an earlier failure only, which stays the first
      }
      return result;
    }

    private <T> void complete(CompletableFuture<T> result, Copy<T> copy) {
      try {
        result.complete(copy.run(this::check));
      } catch (Throwable e) {
        fail(e);
      }
    }

    private void check() throws IOException {
      if (stopped) {
        throw new IOException("the transfer was cancelled");
      }
    }

    private synchronized void fail(Throwable e) {
      if (failure == null) {
        failure = e;
      } else if (failure != e) {
        failure.addSuppressed(e);
      }
      stopped = true;
      workers.shutdownNow();
    }

    @Override
    public void close() {
      fail(new IOException("the transfer was cancelled"));
    }

    /** Until no thread is left, so that nobody writes any more behind the caller's back. */
    void awaitAll() throws IOException {
      workers.shutdown();
      boolean interrupted = false;
      while (true) {
        try {
          if (workers.awaitTermination(1, TimeUnit.MINUTES)) {
            break;
          }
        } catch (InterruptedException e) {
          interrupted = true;
          close();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      synchronized (this) {
        if (failure != null) {
          ExceptionUtils.rethrowIOException(failure);
        }
      }
    }
  }
}
