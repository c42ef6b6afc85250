package io.thalweg.serving.console;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a console look at its server once a second, on a thread of its own. Thread-safe. */
public final class Ticking implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ticking.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread t = new Thread(task, "thalweg-console");
            t.setDaemon(true);
            return t;
          });

  /** Begins to look. */
  public Ticking(Console console) {
    var unused =
        thread.scheduleAtFixedRate(
            () -> {
              try {
                console.tick();
              } catch (RuntimeException e) {
                LOG.warn("looking at the server for its console failed", e);
              }
            },
            0,
            PERIOD.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
