package io.thalweg.serving.follow;

import io.thalweg.model.store.ReleaseEntries;
import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the model store again and again for versions that were released, on a thread of its
 * own, and hands each once to the updater: what a server without Kafka follows. Thread-safe.
 */
public final class StoreFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFollower.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final ReleaseEntries entries;
  private final VersionUpdater updater;
  private final Duration every;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  // All are touched on the thread only.

  /** The highest version of each model that was looked at. */
  private final Map<String, Long> highest = new HashMap<>();

  /** Those below that couldn't be read. */
  private final Map<String, Set<Long>> unread = new HashMap<>();

  /** What fails, and how it failed the last time. */
  private final Map<String, String> failing = new HashMap<>();

  /** Reads nothing yet. */
  public StoreFollower(ReleaseEntries entries, VersionUpdater updater, Duration every) {
    this.entries = entries;
    this.updater = updater;
    this.every = every;
    this.thread = new Thread(this::follow, "thalweg-follow-store");
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Stops following and waits for the thread, which may be loading a version, for 2 s at most. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try {
      do {
        look();
      } while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Once over all models; what fails is tried again the next time, and keeps nothing else back. */
  void look() {
    attempt("reading releases", () -> entries.models().forEach(this::lookAt));
    attempt("loading versions", updater::loadWaiting);
  }

  private void lookAt(String model) {
    attempt("reading releases/" + model, () -> offerNew(model, entries.versions(model)));
  }

  private void offerNew(String model, List<Long> versions) {
    Set<Long> again = unread.computeIfAbsent(model, name -> new HashSet<>());
    again.retainAll(versions);
    for (long version : versions) {
      if (again.contains(version) || version > highest.getOrDefault(model, -1L)) {
        again.add(version);
        highest.merge(model, version, Math::max);
        if (attempt("reading releases/" + model + "/" + version, () -> offer(model, version))) {
          again.remove(version);
        }
      }
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Whether it went well. Of the same failure again and again the first is logged. */
  private boolean attempt(String what, Step step) {
    try {
      step.run();
      failing.remove(what);
      return true;
    } catch (IOException | RuntimeException e) {
      if (!e.toString().equals(failing.put(what, e.toString()))) {
        LOG.warn("{} fails, tried again in {}: {}", what, every, e.toString());
      }
      return false;
    }
  }

  private void offer(String model, long version) throws IOException {
    try {
      ModelAnnouncement announcement = ModelAnnouncement.fromBytes(entries.get(model, version));
      if (announcement.model().equals(model) && announcement.version() == version) {
        updater.offer(announcement);
        return;
      }
      LOG.warn("releases/{}/{} is of another version, skipped: {}", model, version, announcement);
    } catch (ContractException e) {
      LOG.warn("releases/{}/{} is skipped: {}", model, version, e.getMessage());
    }
  }
}
