package io.thalweg.serving.metrics;

import io.thalweg.serving.console.LearnedNow;
import io.thalweg.serving.console.ModelState;
import io.thalweg.serving.metrics.Family.Counts;
import io.thalweg.serving.metrics.Family.Gauges;
import io.thalweg.serving.metrics.Family.Sample;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What processes that learn say, under its names; docs/metrics.md is the table of them. All
 * families of a scrape are of the same figures, which are taken again after a second. Thread-safe.
 */
public final class LearningFamilies {
  private static final long FRESH_MILLIS = 1_000;
  private static final double PER_MILLI = 1e-3;

  private final Supplier<List<LearnedNow>> source;
  private final InstantSource clock;
  private volatile @Nullable Taken taken;

  private record Taken(List<LearnedNow> learned, long atMillis) {}

  /** Of a console. */
  public LearningFamilies(Supplier<List<LearnedNow>> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  public List<Family> all() {
    return List.of(
        new Counts(
            "thalweg_learning_examples",
            "Examples learned, and drawn again from what is remembered.",
            () -> models(m -> counts(m, "of", Map.of("learned", "new", "replayed", "replayed")))),
        new Counts(
            "thalweg_learning_rounds",
            "Rounds of the learners.",
            () ->
                models(
                    m ->
                        counts(m, "outcome", Map.of("rounds", "committed", "aborted", "aborted")))),
        new Counts(
            "thalweg_learning_dead_letters",
            "Records that were refused.",
            () -> models(m -> counts(m, Map.of(), "dead_letters"))),
        new Counts(
            "thalweg_learning_restarts",
            "Restarts of the job.",
            () -> models(m -> counts(m, Map.of(), "restarts"))),
        new Counts(
            "thalweg_learning_drifts",
            "Drifts that a detector has told of.",
            () -> models(m -> each(m, "detector", m.drifts()))),
        new Gauges(
            "thalweg_learning_accuracy",
            "Of all examples, predicted before they were learned, and of the baselines.",
            () -> models(LearningFamilies::accuracies)),
        new Gauges(
            "thalweg_learning_log_loss",
            "Mean of all examples, predicted before they were learned.",
            () -> models(m -> one(m, m.logLoss()))),
        new Gauges(
            "thalweg_learning_replay_rows",
            "Rows that are remembered.",
            () -> models(LearningFamilies::tiers)),
        new Gauges(
            "thalweg_learning_freshness_seconds",
            "Median time that examples lately took for a stage on their way to answers.",
            () -> models(LearningFamilies::stages)),
        new Gauges(
            "thalweg_learning_bad_share",
            "The largest share of bad ones among the newest records of a topic.",
            () -> models(m -> one(m, m.latest().getOrDefault("bad_share", Double.NaN)))),
        new Gauges(
            "thalweg_learning_shift",
            "Population stability index of a feature against what the stream began with.",
            () -> models(m -> each(m, "feature", m.shift()))),
        new Gauges(
            "thalweg_learning_remembered_accuracy",
            "Accuracy on rows kept of a period, by its beginning in seconds since the epoch.",
            () -> models(LearningFamilies::periods)),
        new Gauges(
            "thalweg_learning_learners",
            "Subtasks that learn.",
            () -> models(m -> one(m, m.state().learners()))),
        new Gauges(
            "thalweg_learning_silence_seconds",
            "Since a process that learns has last said anything.",
            () -> models(this::silence)));
  }

  private List<LearnedNow> learned() {
    Taken last = taken;
    long now = clock.millis();
    if (last == null || now - last.atMillis() >= FRESH_MILLIS) {
      last = new Taken(source.get(), now);
      taken = last;
    }
    return last.learned();
  }

  private List<Sample> models(Function<LearnedNow, List<Sample>> samples) {
    return learned().stream().flatMap(m -> samples.apply(m).stream()).toList();
  }

  private static List<Sample> counts(LearnedNow m, String label, Map<String, String> words) {
    List<Sample> out = new ArrayList<>();
    words.forEach((total, word) -> out.addAll(counts(m, Map.of(label, word), total)));
    return out;
  }

  private static List<Sample> counts(LearnedNow m, Map<String, String> labels, String total) {
    Long count = m.state().totals().get(total);
    return count == null ? List.of() : List.of(sample(m, labels, (double) count));
  }

  private static List<Sample> each(
      LearnedNow m, String label, Map<String, ? extends Number> values) {
    List<Sample> out = new ArrayList<>();
    values.forEach((name, v) -> out.add(sample(m, Map.of(label, name), v.doubleValue())));
    return out;
  }

  private static List<Sample> one(LearnedNow m, double value) {
    return Double.isNaN(value) ? List.of() : List.of(sample(m, Map.of(), value));
  }

  private static List<Sample> accuracies(LearnedNow m) {
    List<Sample> out = new ArrayList<>();
    Map.of(
            "accuracy_total", "model",
            "no_change_total", "no_change",
            "majority_total", "majority")
        .forEach(
            (series, word) -> {
              Double value = m.latest().get(series);
              if (value != null) {
                out.add(sample(m, Map.of("of", word), value));
              }
            });
    return out;
  }

  private static List<Sample> tiers(LearnedNow m) {
    return m.state().replay().tiers().stream()
        .map(tier -> sample(m, Map.of("tier", tier.name()), (double) tier.rows()))
        .toList();
  }

  private static List<Sample> stages(LearnedNow m) {
    return m.state().fresh().stages().stream()
        .map(stage -> sample(m, Map.of("stage", stage.name()), stage.millis() * PER_MILLI))
        .toList();
  }

  private static List<Sample> periods(LearnedNow m) {
    ModelState.Forgotten forgotten = m.state().forgotten();
    List<Sample> out = new ArrayList<>();
    for (int i = 0; i < forgotten.periods().size(); i++) {
      List<Double> row = forgotten.accuracy().rows().get(i);
      double last = row.isEmpty() ? Double.NaN : row.get(row.size() - 1);
      if (!Double.isNaN(last)) {
        long began = forgotten.periods().get(i).beganMillis() / 1000;
        out.add(sample(m, Map.of("period", Long.toString(began)), last));
      }
    }
    return out;
  }

  private List<Sample> silence(LearnedNow m) {
    Long heard = m.state().heardMillis();
    return heard == null
        ? List.of()
        : List.of(sample(m, Map.of(), Math.max(0, clock.millis() - heard) * PER_MILLI));
  }

  private static Sample sample(LearnedNow m, Map<String, String> more, double value) {
    Map<String, String> labels = new HashMap<>(more);
    labels.put("model", m.state().model());
    return new Sample(labels, value);
  }
}
