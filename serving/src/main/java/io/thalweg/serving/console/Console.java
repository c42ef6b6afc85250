package io.thalweg.serving.console;

import io.thalweg.schemas.LearningFigures;
import io.thalweg.serving.follow.Releases;
import io.thalweg.serving.stats.ModelStats;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.stats.ServingRecorder.Shed;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.VersionTable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What consoles show of all models. Its memory is bounded whatever records say: {@link
 * #MOST_MODELS} models, {@link #MOST_FIGURES} figures of their processes together. Thread-safe: one
 * lock, which nobody holds for longer than it takes to copy a model's points.
 *
 * <p>While the topic of figures is read up, records say which time it is; from {@link #live} on the
 * clock does, and records of more than ten minutes ago come too late; those of more than twelve
 * hours ago always do.
 */
public final class Console {
  static final int MOST_MODELS = 32;
  static final int MOST_FIGURES = 65_536;
  private static final int MOST_TOPICS = 32;
  private static final int LONGEST_NAME = 256;

  /** Of what was said longer ago the clock no longer says when. */
  private static final long STALE_MILLIS = 600_000;

  /**
   * Of what was said longer ago no curve has points: twelve hours, and a little for the reading.
   */
  private static final long BACK_MILLIS = 12 * 3_600_000L + STALE_MILLIS;

  private final ServingRecorder recorder;
  private final VersionTable table;
  private final Releases releases;
  private final InstantSource clock;

  // All are guarded by this.
  private final SortedMap<String, ModelConsole> models = new TreeMap<>();
  private final Map<String, String> unreadable = new TreeMap<>();
  private final Budget budget = new Budget(MOST_FIGURES);
  private boolean live;
  private @Nullable String silent;

  /** Knows nothing yet. */
  public Console(
      ServingRecorder recorder, VersionTable table, Releases releases, InstantSource clock) {
    this.recorder = recorder;
    this.table = table;
    this.releases = releases;
    this.clock = clock;
  }

  /** Takes in what a process says of itself; of models that this server isn't to serve, nothing. */
  public synchronized void accept(LearningFigures record) {
    ModelConsole model = table.wants(record.model()) ? open(record.model()) : null;
    if (model == null) {
      return;
    }
    long now = clock.millis();
    if (record.atMillis() <= now - (live ? STALE_MILLIS : BACK_MILLIS)) {
      return;
    }
    if (live) {
      model.accept(record, now);
    } else {
      long at = Math.min(record.atMillis(), now);
      model.recallTo(at);
      model.accept(record, at);
    }
  }

  private @Nullable ModelConsole open(String name) {
    ModelConsole known = models.get(name);
    if (known != null || models.size() == MOST_MODELS || name.length() > LONGEST_NAME) {
      return known;
    }
    ModelConsole made = new ModelConsole(name, budget);
    models.put(name, made);
    return made;
  }

  /** From here on it is as late as the clock says. */
  public synchronized void live() {
    live = true;
  }

  /** Looks at the server, and closes the points of the seconds that are over. */
  public synchronized void tick() {
    long now = clock.millis();
    Map<String, ModelStats> stats = recorder.models();
    long shed = Arrays.stream(Shed.values()).mapToLong(recorder::shedCount).sum();
    for (ModelSlot slot : table.slots()) {
      ModelConsole model = open(slot.model());
      if (model != null) {
        model.look(slot, stats.get(slot.model()), shed, now);
      }
    }
    if (live) {
      models.values().forEach(model -> model.advanceTo(now));
    }
  }

  /** Why nothing is heard of learning; null: nothing stands in the way. */
  public synchronized void silent(@Nullable String why) {
    silent = why;
  }

  /** Topics of dead letters with the models that they are of. */
  public synchronized SortedMap<String, List<String>> letterTopics() {
    SortedMap<String, List<String>> out = new TreeMap<>();
    models.forEach(
        (name, model) -> {
          for (String topic : model.letterTopics()) {
            if (out.size() < MOST_TOPICS || out.containsKey(topic)) {
              out.computeIfAbsent(topic, t -> new ArrayList<>()).add(name);
            }
          }
        });
    unreadable.keySet().retainAll(out.keySet());
    return out;
  }

  /** A record that the pipeline of a model refused. */
  public synchronized void refused(String model, DeadLetter letter) {
    ModelConsole of = models.get(model);
    if (of != null) {
      of.add(letter);
    }
  }

  /** Why a topic of dead letters can't be read; null: it can. */
  public synchronized void unreadable(String topic, @Nullable String why) {
    if (why == null) {
      unreadable.remove(topic);
    } else {
      unreadable.put(topic, why);
    }
  }

  /** All models that are served or learned. */
  public synchronized List<ModelSummary> models() {
    long now = clock.millis();
    return models.values().stream().map(model -> model.summary(now)).toList();
  }

  /** Whether there is such a model. */
  public synchronized boolean knows(String model) {
    return models.containsKey(model);
  }

  /**
   * The points of a model after a time.
   *
   * @param rangeSeconds 900, 7200 or 43200
   * @return null where there is no such model or range
   */
  public synchronized @Nullable Points points(String model, int rangeSeconds, long sinceMillis) {
    ModelConsole of = models.get(model);
    return of == null ? null : of.after(rangeSeconds, sinceMillis);
  }

  /** What happened to a model after a time. */
  public synchronized List<Mark> marks(String model, long sinceMillis) {
    ModelConsole of = models.get(model);
    return of == null ? List.of() : of.marksAfter(sinceMillis);
  }

  /** What is so of a model and has no curve; null where there is no such model. */
  public synchronized @Nullable ModelState state(String model) {
    ModelConsole of = models.get(model);
    if (of == null) {
      return null;
    }
    String noLetters =
        of.letterTopics().stream()
            .map(unreadable::get)
            .filter(why -> why != null)
            .findFirst()
            .orElse(null);
    return of.state(
        clock.millis(),
        releases.newestAnd(model, VersionLog.MOST, of.versionsInUse()),
        silent,
        noLetters);
  }

  /** What is known of learning, of the models of which anything was heard. */
  public synchronized List<LearnedNow> learned() {
    long now = clock.millis();
    List<LearnedNow> out = new ArrayList<>();
    models.forEach(
        (name, model) -> {
          if (model.isHeardOf()) {
            out.add(
                new LearnedNow(
                    model.state(now, List.of(), null, null),
                    model.latest(),
                    model.totals().logLoss(),
                    model.drifts(),
                    model.shift()));
          }
        });
    return out;
  }
}
