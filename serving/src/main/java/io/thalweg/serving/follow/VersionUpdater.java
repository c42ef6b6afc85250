package io.thalweg.serving.follow;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.Gate;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionLoader;
import io.thalweg.serving.version.VersionRefusedException;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns announcements into serving versions: of several that wait only the newest of a model is
 * loaded, and before it whatever an alias names; one that can't be read is tried again, ever more
 * slowly, until a newer one comes; one that must not serve is dropped. The versions before go on
 * serving meanwhile. A preview takes its turn like any version, so one that was undone gives way to
 * whatever comes next. Confined to the follower's thread, but for {@link #assign}.
 */
public final class VersionUpdater {
  private static final Logger LOG = LoggerFactory.getLogger(VersionUpdater.class);

  private final VersionTable table;
  private final VersionLoader loader;
  private final ServingRecorder recorder;
  private final InstantSource clock;
  private final Predicate<ModelAnnouncement> accepted;
  private final Optional<Gate> gate;
  private final Releases releases = new Releases();
  private final AliasBook book = new AliasBook();
  private final Queue<AliasAssignment> assignments = new ConcurrentLinkedQueue<>();

  /** The newest of each model. */
  private final Map<String, Attempt> newest = new HashMap<>();

  /** What aliases name and isn't loaded, by model and version. */
  private final Map<Version, Attempt> named = new HashMap<>();

  private record Version(String model, long number) {}

  /** Lets every version in that the loader loads. */
  public VersionUpdater(
      VersionTable table,
      VersionLoader loader,
      ServingRecorder recorder,
      InstantSource clock,
      Predicate<ModelAnnouncement> accepted) {
    this(table, loader, recorder, clock, accepted, Optional.empty());
  }

  /**
   * Begins with nothing that waits.
   *
   * @param accepted which announcements count at all
   * @param gate for versions that come by themselves
   */
  public VersionUpdater(
      VersionTable table,
      VersionLoader loader,
      ServingRecorder recorder,
      InstantSource clock,
      Predicate<ModelAnnouncement> accepted,
      Optional<Gate> gate) {
    this.table = table;
    this.loader = loader;
    this.recorder = recorder;
    this.clock = clock;
    this.accepted = accepted;
    this.gate = gate;
  }

  /** The announcements that count and were offered. */
  public Releases releases() {
    return releases;
  }

  /** What the aliases are to name. */
  public AliasBook book() {
    return book;
  }

  /**
   * Remembers the announcement when it is the newest of a model that this server serves, or comes
   * after one that can't be read: a number that nobody has written files for keeps none out.
   */
  public void offer(ModelAnnouncement announcement) {
    String model = announcement.model();
    if (!table.wants(model) || !accepted.test(announcement)) {
      return;
    }
    releases.add(announcement);
    Attempt known = newest.get(model);
    OptionalLong latest = table.openSlot(model).latestVersion();
    boolean isNext =
        known == null
            || known.announcement().version() < announcement.version()
            || (known.failures() > 0 && known.announcement().version() > announcement.version());
    if (isNext && isAbove(latest, announcement)) {
      newest.put(model, new Attempt(announcement, 0, clock.millis()));
    }
  }

  /** Lets an alias name another version as soon as that is loaded. Any thread may call it. */
  public void assign(AliasAssignment assignment) {
    assignments.add(assignment);
  }

  /** Loads whatever is due and puts it in service: what aliases name, then the newest. */
  public void loadWaiting() {
    for (AliasAssignment a = assignments.poll(); a != null; a = assignments.poll()) {
      apply(a);
    }
    loadDue(named, Optional.empty());
    loadDue(newest, gate);
  }

  private void apply(AliasAssignment assignment) {
    String model = assignment.model();
    if (!table.wants(model)) {
      return;
    }
    ModelAnnouncement target = assignment.target();
    try {
      ModelSlot slot = table.openSlot(model);
      slot.assign(assignment.alias(), target == null ? null : target.version());
      named.keySet().removeIf(v -> v.model().equals(model) && !slot.missing().contains(v.number()));
      if (target != null && slot.missing().contains(target.version())) {
        named.put(new Version(model, target.version()), new Attempt(target, 0, clock.millis()));
      }
      if (target != null) {
        book.failed(model, target.version(), null);
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("model {}: an assignment is skipped: {}", model, e.getMessage());
    }
    book.put(assignment);
  }

  private <K> void loadDue(Map<K, Attempt> attempts, Optional<Gate> passing) {
    for (K key : List.copyOf(attempts.keySet())) {
      Attempt attempt = attempts.get(key);
      if (attempt != null && attempt.dueAtMillis() <= clock.millis()) {
        Attempt again = load(attempt, passing);
        if (again == null) {
          attempts.remove(key);
        } else {
          attempts.put(key, again);
        }
      }
    }
  }

  /** Answers when to try again, or null. */
  private @Nullable Attempt load(Attempt attempt, Optional<Gate> passing) {
    ModelAnnouncement a = attempt.announcement();
    ModelSlot slot = table.openSlot(a.model());
    try {
      if (slot.versions().contains(a.version())) {
        return null;
      }
      Servable next = loader.load(a);
      Optional<String> outside =
          passing.flatMap(g -> g.refusal(next.manifest(), slot.servingManifest()));
      if (outside.isPresent()) {
        next.discard();
        throw new VersionRefusedException(outside.get());
      }
      if (isAbove(slot.latestVersion(), a)) {
        swap(slot, next, a.announcedAtMillis());
      } else if (slot.admit(next)) {
        LOG.info("model {}: version {} is loaded for an alias", a.model(), a.version());
      }
      book.failed(a.model(), a.version(), null);
      return null;
    } catch (IOException e) {
      if (attempt.failures() == 0) {
        refuse(slot, a, "cannot be read, will be tried again: " + e.getMessage());
      }
      return attempt.next(clock.millis());
    } catch (VersionRefusedException e) {
      refuse(slot, a, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      refuse(slot, a, "loading failed: " + e);
    }
    return null;
  }

  private static boolean isAbove(OptionalLong latest, ModelAnnouncement a) {
    return latest.isEmpty() || latest.getAsLong() < a.version();
  }

  private void swap(ModelSlot slot, Servable next, long releasedMillis) {
    boolean afterPreview = slot.latestIsPreview();
    if (slot.swap(next)) {
      List<Long> ready = firstServed(next.manifest(), afterPreview);
      if (slot.servingVersion().equals(OptionalLong.of(next.version()))) {
        recorder.swapped(slot.model(), releasedMillis, clock.millis(), ready);
      } else {
        recorder.swapped(clock.millis(), ready); // asked for by name alone
      }
      LOG.info(
          "model {}: version {} is the latest, version {} serves",
          slot.model(),
          next.version(),
          slot.servingVersion().orElse(next.version()));
    }
  }

  /** A release behind previews says again what they have said. */
  private static List<Long> firstServed(Manifest manifest, boolean afterPreview) {
    return afterPreview && !manifest.preview() ? List.of() : manifest.readyTimesMillis();
  }

  private void refuse(ModelSlot slot, ModelAnnouncement a, String reason) {
    slot.refused(a.version(), reason);
    if (slot.assigned().containsValue(a.version())) {
      book.failed(a.model(), a.version(), reason);
    }
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
