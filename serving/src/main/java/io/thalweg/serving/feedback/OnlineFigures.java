package io.thalweg.serving.feedback;

import io.thalweg.model.Head;
import io.thalweg.model.evaluate.Outcome;
import io.thalweg.model.evaluate.Prequential;
import io.thalweg.schemas.LearnedEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts and figures of one version. Confined to whoever holds the owner's lock.
 *
 * <p>Figures are those of {@link Prequential}, over the rows in the order of their labels: a model
 * that learns is served before its events are learned, so every answer is a test.
 */
final class OnlineFigures {
  /** One in a hundred is near enough for a quantile, and costs a version some 50 KB. */
  private static final int SIGNIFICANT_DIGITS = 2;

  private final String model;
  private final long version;
  private final Head head;
  private final Prequential prequential;
  private final Histogram latencyMicros = new Histogram(SIGNIFICANT_DIGITS);
  private final Histogram labelDelayMillis = new Histogram(SIGNIFICANT_DIGITS);
  private long served;
  private long expired;
  private long unjudged;

  OnlineFigures(String model, long version, Head head) {
    this.model = model;
    this.version = version;
    this.head = head;
    this.prequential = new Prequential(head);
  }

  void served(long micros) {
    served++;
    latencyMicros.recordValue(Math.max(0, micros));
  }

  void expired() {
    expired++;
  }

  /**
   * Judges a row by its label.
   *
   * @return null where the head can't have that label
   */
  @Nullable Outcome judge(ServedRow row, LearnedEvent learned, long nowMillis) {
    float[] targets = targets(learned);
    if (targets == null) {
      unjudged++;
      return null;
    }
    labelDelayMillis.recordValue(Math.max(0, nowMillis - row.servedAtMillis()));
    return prequential.add(targets, 0, row.outputs(), 0);
  }

  private float @Nullable [] targets(LearnedEvent learned) {
    if (head.labels() > 0) {
      return setTargets(learned.labels());
    }
    float label = learned.label();
    boolean fits =
        head.classes() == 0
            ? Float.isFinite(label)
            : label >= 0 && label < head.classes() && label == (int) label;
    return fits ? new float[] {label} : null;
  }

  private float @Nullable [] setTargets(@Nullable List<Integer> labels) {
    if (labels == null) {
      return null;
    }
    float[] targets = new float[head.labels()];
    for (int label : labels) {
      if (label < 0 || label >= targets.length) {
        return null;
      }
      targets[label] = 1;
    }
    return targets;
  }

  VersionFigures snapshot() {
    Map<String, Double> metrics = new LinkedHashMap<>(prequential.sumsView().metrics());
    if (head instanceof Head.Binary) {
      metrics.put("auc", prequential.auc());
    }
    metrics.values().removeIf(v -> !Double.isFinite(v));
    return new VersionFigures(
        model,
        version,
        served,
        prequential.counts().examples(),
        expired,
        unjudged,
        metrics,
        percentile(latencyMicros, 50),
        percentile(latencyMicros, 99),
        percentile(labelDelayMillis, 50),
        percentile(labelDelayMillis, 99));
  }

  private static OptionalLong percentile(Histogram of, double percentile) {
    return of.getTotalCount() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(of.getValueAtPercentile(percentile));
  }
}
