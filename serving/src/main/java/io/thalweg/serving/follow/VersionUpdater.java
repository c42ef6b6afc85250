package io.thalweg.serving.follow;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionLoader;
import io.thalweg.serving.version.VersionRefusedException;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns announcements into serving versions: of several that wait only the newest of a model is
 * loaded; one that can't be read is tried again, ever more slowly, until a newer one comes; one
 * that must not serve is dropped. The version before goes on serving meanwhile. A preview takes its
 * turn like any version, so one that was undone gives way to whatever comes next. Confined to the
 * follower's thread.
 */
public final class VersionUpdater {
  private static final Logger LOG = LoggerFactory.getLogger(VersionUpdater.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration SLOWEST_RETRY = Duration.ofSeconds(30);

  private final VersionTable table;
  private final VersionLoader loader;
  private final ServingRecorder recorder;
  private final InstantSource clock;
  private final Predicate<ModelAnnouncement> accepted;
  private final Map<String, Attempt> waiting = new HashMap<>();

  /**
   * Begins with nothing that waits.
   *
   * @param accepted which announcements count at all
   */
  public VersionUpdater(
      VersionTable table,
      VersionLoader loader,
      ServingRecorder recorder,
      InstantSource clock,
      Predicate<ModelAnnouncement> accepted) {
    this.table = table;
    this.loader = loader;
    this.recorder = recorder;
    this.clock = clock;
    this.accepted = accepted;
  }

  /**
   * A load that waits for its turn.
   *
   * @param failures so far, all of them I/O
   */
  private record Attempt(ModelAnnouncement announcement, int failures, long dueAtMillis) {
    Attempt next(long nowMillis) {
      long delay = FIRST_RETRY.toMillis() << Math.min(failures, 16);
      return new Attempt(
          announcement, failures + 1, nowMillis + Math.min(delay, SLOWEST_RETRY.toMillis()));
    }
  }

  /** Remembers the announcement when it is the newest of a model that this server serves. */
  public void offer(ModelAnnouncement announcement) {
    String model = announcement.model();
    if (!table.wants(model) || !accepted.test(announcement)) {
      return;
    }
    Attempt known = waiting.get(model);
    OptionalLong latest = table.openSlot(model).latestVersion();
    boolean newest =
        (known == null || known.announcement().version() < announcement.version())
            && (latest.isEmpty() || latest.getAsLong() < announcement.version());
    if (newest) {
      waiting.put(model, new Attempt(announcement, 0, clock.millis()));
    }
  }

  /** Loads whatever is due and puts it in service. */
  public void loadWaiting() {
    for (Attempt attempt : List.copyOf(waiting.values())) {
      if (attempt.dueAtMillis() <= clock.millis()) {
        load(attempt);
      }
    }
  }

  private void load(Attempt attempt) {
    ModelAnnouncement a = attempt.announcement();
    ModelSlot slot = table.openSlot(a.model());
    try {
      boolean afterPreview = slot.latestIsPreview();
      Servable next = loader.load(a);
      waiting.remove(a.model());
      if (slot.swap(next)) {
        recorder.swapped(clock.millis(), firstServed(next.manifest(), afterPreview));
        LOG.info("model {}: version {} serves", a.model(), a.version());
      }
    } catch (IOException e) {
      waiting.put(a.model(), attempt.next(clock.millis()));
      if (attempt.failures() == 0) {
        refuse(slot, a, "cannot be read, will be tried again: " + e.getMessage());
      }
    } catch (VersionRefusedException e) {
      waiting.remove(a.model());
      refuse(slot, a, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      waiting.remove(a.model());
      refuse(slot, a, "loading failed: " + e);
    }
  }

  /** A release behind previews says again what they have said. */
  private static List<Long> firstServed(Manifest manifest, boolean afterPreview) {
    return afterPreview && !manifest.preview() ? List.of() : manifest.readyTimesMillis();
  }

  private void refuse(ModelSlot slot, ModelAnnouncement a, String reason) {
    slot.refused(a.version(), reason);
    recorder.refused();
    OptionalLong serving = slot.servingVersion();
    LOG.warn(
        "model {}: version {} is refused, {}: {}",
        a.model(),
        a.version(),
        serving.isPresent() ? "version " + serving.getAsLong() + " goes on serving" : "none serves",
        reason);
  }
}
