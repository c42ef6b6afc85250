package io.thalweg.learner.release;

import io.thalweg.learner.release.ReleaseLog.FencedException;
import io.thalweg.model.signature.SigningKey;
import io.thalweg.schemas.ModelAnnouncement;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces versions on a thread of its own, in order, until it succeeds or is closed. While
 * another writer has the log this one waits, and takes it back when that one has fallen silent. An
 * append whose outcome is unknown is settled by opening the log anew, which ends what was left open
 * and tells what was appended. Thread-safe.
 */
public final class Announcer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final long RETRY_MILLIS = 500;

  private final String model;
  private final Supplier<ReleaseLog> opener;
  private final @Nullable SigningKey key;
  private final LogListener listener;
  private final Duration silence;
  private final ExecutorService thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong announced = new AtomicLong();
  private final AtomicLong previewed = new AtomicLong();

  /** Is told what the log holds, on the announcer's thread. */
  @FunctionalInterface
  public interface LogListener {
    /**
     * After each opening and each append.
     *
     * @param lastVersion the highest version in the log, or 0
     * @param lastReleaseSha256 the manifest of the last one that isn't a preview, or null
     */
    void holds(long lastVersion, @Nullable String lastReleaseSha256);
  }

  /** Touched on the thread only. */
  private @Nullable ReleaseLog log;

  /**
   * Set when closing has taken too long, or finds the log in other hands: nothing more is tried.
   */
  private volatile boolean abandoned;

  /**
   * Starts nothing yet; see {@link #start}.
   *
   * @param key signs what is announced; null: nothing is signed
   * @param silence so long another writer may say nothing before this one takes the log back
   */
  public Announcer(
      String model,
      Supplier<ReleaseLog> opener,
      LogListener listener,
      @Nullable SigningKey key,
      Duration silence) {
    this.model = model;
    this.opener = opener;
    this.key = key;
    this.listener = listener;
    this.silence = silence;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread t = new Thread(task, "thalweg-releases-" + model);
              t.setDaemon(true);
              return t;
            });
  }

  /** Takes the log over. */
  public void start() {
    thread.execute(() -> untilDone(ReleaseLog::lastVersion));
  }

  /** Appends a release soon; after {@link #close} nothing. */
  public void announce(long version, String manifestSha256) {
    append(version, manifestSha256, false, announced);
  }

  /** Appends a preview soon; after {@link #close} nothing. */
  public void preview(long version, String manifestSha256) {
    append(version, manifestSha256, true, previewed);
  }

  private void append(long version, String manifestSha256, boolean preview, AtomicLong count) {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(
        () ->
            untilDone(
                open -> {
                  boolean isNew = version > open.lastVersion();
                  open.announce(
                      new ModelAnnouncement(
                          model,
                          version,
                          manifestSha256,
                          Clock.systemUTC().millis(),
                          preview,
                          key == null ? null : key.sign(manifestSha256)));
                  if (isNew) {
                    count.incrementAndGet();
                  } else if (!preview && !manifestSha256.equals(open.lastReleaseSha256())) {
                    LOG.warn(
                        "version {} of {} isn't the log's last release, {} is; where no later one"
                            + " is on its way the next checkpoint brings one",
                        version,
                        model,
                        open.lastReleaseSha256());
                  }
                  tell(open);
                }));
  }

  /** Previews that this announcer has appended. */
  public long previewed() {
    return previewed.get();
  }

  /** Releases that this announcer has appended. */
  public long announced() {
    return announced.get();
  }

  private interface Action {
    void on(ReleaseLog open) throws FencedException;
  }

  private void untilDone(Action action) {
    boolean done = false;
    while (!done && !abandoned) {
      try {
        action.on(openLog());
        done = true;
      } catch (FencedException e) {
        LOG.warn("{}; no releases from here unless it falls silent", e.getMessage());
        abandoned = !outlastsTheOther();
        closeLog();
      } catch (RuntimeException e) {
        LOG.warn("the release log of {} doesn't answer, trying again: {}", model, e.toString());
        closeLog();
        pause();
      }
    }
    if (abandoned) {
      closeLog();
    }
  }

  /**
   * Waits until nobody has appended for a while. Whoever took over is then gone, such as a
   * JobManager that had stood still and lost its leadership before it saw that. False when closed
   * before.
   */
  private boolean outlastsTheOther() {
    long seen = -1;
    while (true) {
      long now = lastInLog();
      if (now == seen) {
        return true;
      }
      seen = now;
      try {
        if (closing.await(silence.toNanos(), TimeUnit.NANOSECONDS)) {
          return false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  /** Another value each time that it can't be read. */
  private long lastInLog() {
    try {
      return Objects.requireNonNull(log).lastVersionNow();
    } catch (RuntimeException e) {
      LOG.warn("the release log of {} can't be read: {}", model, e.toString());
      return -System.nanoTime();
    }
  }

  private ReleaseLog openLog() {
    ReleaseLog open = log;
    if (open == null) {
      open = opener.get();
      log = open;
      tell(open);
    }
    return open;
  }

  private void tell(ReleaseLog open) {
    listener.holds(open.lastVersion(), open.lastReleaseSha256());
  }

  private void closeLog() {
    ReleaseLog open = log;
    log = null;
    if (open != null) {
      try {
        open.close();
      } catch (RuntimeException e) {
        LOG.warn("the release log of {} didn't close: {}", model, e.toString());
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives what is queued two seconds. */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    closing.countDown();
    thread.execute(this::closeLog);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
        abandon();
      }
    } catch (InterruptedException e) {
      abandon();
      Thread.currentThread().interrupt();
    }
  }

  private void abandon() {
    abandoned = true;
    thread.shutdownNow();
  }
}
