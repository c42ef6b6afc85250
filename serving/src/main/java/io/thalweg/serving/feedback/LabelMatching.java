package io.thalweg.serving.feedback;

import io.thalweg.model.evaluate.Outcome;
import io.thalweg.model.evaluate.Outcome.Classified;
import io.thalweg.model.evaluate.Outcome.Estimated;
import io.thalweg.model.evaluate.Outcome.Multilabelled;
import io.thalweg.schemas.LearnedEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answered rows meet their labels here, and each version gets its figures. Thread-safe: one lock,
 * which the listener is called without.
 */
public final class LabelMatching {
  private final int versions;
  private final InstantSource clock;
  private final OutcomeListener listener;

  // All are guarded by this.
  private final PredictionWindow window;
  private final Map<Version, OnlineFigures> figures = new LinkedHashMap<>();
  private final Map<String, Long> unmatched = new HashMap<>();

  private record Version(String model, long version) {}

  private record Judged(ServedRow row, Outcome outcome) {}

  public LabelMatching(FeedbackConfig config, InstantSource clock, OutcomeListener listener) {
    this.versions = config.versions();
    this.clock = clock;
    this.listener = listener;
    this.window =
        new PredictionWindow(config.windowRows(), config.windowAge().toMillis(), this::expired);
  }

  /** A row was answered. */
  synchronized void served(ServedRow row, long latencyMicros) {
    window.expire(clock.millis());
    figuresOf(row).served(latencyMicros);
    window.add(row);
  }

  /** They come last; the first ones have answered longest ago. */
  private OnlineFigures figuresOf(ServedRow row) {
    Version version = new Version(row.model(), row.version());
    OnlineFigures of = figures.remove(version);
    if (of == null) {
      of = new OnlineFigures(row.model(), row.version(), row.head());
    }
    figures.put(version, of);
    if (figures.size() > versions) {
      figures.remove(figures.keySet().iterator().next());
    }
    return of;
  }

  /** An event of a model was learned, so its label is known. */
  public void learned(String model, LearnedEvent event) {
    for (Judged judged : judge(model, event)) {
      tell(judged);
    }
  }

  private synchronized List<Judged> judge(String model, LearnedEvent event) {
    long now = clock.millis();
    window.expire(now);
    List<ServedRow> rows = window.take(model, event.id());
    if (rows.isEmpty()) {
      unmatched.merge(model, 1L, Long::sum);
    }
    List<Judged> judged = new ArrayList<>(rows.size());
    for (ServedRow row : rows) {
      OnlineFigures of = known(row);
      Outcome outcome = of == null ? null : of.judge(row, event, now);
      if (outcome != null) {
        judged.add(new Judged(row, outcome));
      }
    }
    return judged;
  }

  private void tell(Judged judged) {
    if (judged.outcome() instanceof Classified c) {
      tell(judged.row(), c.logLoss(), c.isRight());
    } else if (judged.outcome() instanceof Multilabelled m) {
      tell(judged.row(), m.logLoss(), m.isRight());
    } else if (judged.outcome() instanceof Estimated e) {
      tell(judged.row(), e.error() * e.error(), false);
    }
  }

  private void tell(ServedRow row, double loss, boolean correct) {
    listener.judged(
        new JudgedPrediction(
            row.model(), row.version(), row.servedAtMillis(), row.isRouted(), loss, correct));
  }

  private void expired(ServedRow row) {
    OnlineFigures of = known(row);
    if (of != null) {
      of.expired();
    }
  }

  /** Null where newer versions have taken the figures' place. */
  private @Nullable OnlineFigures known(ServedRow row) {
    return figures.get(new Version(row.model(), row.version()));
  }

  /** Predictions that wait for their labels by now. */
  synchronized int waiting() {
    window.expire(clock.millis());
    return window.size();
  }

  synchronized Map<String, Long> unmatchedLabels() {
    return Map.copyOf(unmatched);
  }

  /** By model and version. */
  synchronized List<VersionFigures> versions() {
    window.expire(clock.millis());
    return figures.values().stream()
        .map(OnlineFigures::snapshot)
        .sorted(
            Comparator.comparing(VersionFigures::model).thenComparingLong(VersionFigures::version))
        .toList();
  }
}
