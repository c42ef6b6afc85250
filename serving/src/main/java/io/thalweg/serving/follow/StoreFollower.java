package io.thalweg.serving.follow;

import io.thalweg.model.store.ReleaseEntries;
import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** The highest version of each model that was read. Touched on the thread only. */
  private final Map<String, Long> read = new HashMap<>();

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

  /** Once over all models; what can't be read is looked at again. */
  void look() {
    try {
      for (String model : entries.models()) {
        offerNew(model, entries.versions(model));
      }
    } catch (IOException e) {
      LOG.warn("the model store can't be read, it is tried again in {}: {}", every, e.toString());
    }
    updater.loadWaiting();
  }

  /** An entry that can't be read is passed over once a later one can. */
  private void offerNew(String model, List<Long> versions) {
    for (long version : versions) {
      if (version > read.getOrDefault(model, -1L)) {
        try {
          offer(model, version);
          read.put(model, version);
        } catch (IOException e) {
          LOG.warn("releases/{}/{} can't be read: {}", model, version, e.toString());
        }
      }
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
