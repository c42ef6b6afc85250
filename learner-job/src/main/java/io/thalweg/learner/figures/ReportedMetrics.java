package io.thalweg.learner.figures;

import io.thalweg.learner.flink.MetricNames;
import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Metric;

/**
 * The metrics that go out as figures: all of Thalweg's own, and a few of Flink's. One whose task
 * has ended goes out once more, with its last value: another process may have the next attempt.
 * Thread-safe.
 */
final class ReportedMetrics {
  private static final String WATERMARK = "currentInputWatermark";

  private static final Set<String> OF_FLINK =
      Set.of(
          "numRestarts",
          "pendingRecords",
          "lastCheckpointDuration",
          "lastCheckpointSize",
          "numberOfCompletedCheckpoints",
          "numberOfFailedCheckpoints",
          "busyTimeMsPerSecond",
          "backPressuredTimeMsPerSecond",
          WATERMARK);

  private final Map<MetricKey, Tapped> metrics = new ConcurrentHashMap<>();

  void added(MetricKey key, Metric metric) {
    if (key.isIn(MetricNames.GROUP) || OF_FLINK.contains(key.name())) {
      metrics.put(key, new Tapped(metric));
    }
  }

  void removed(MetricKey key, Metric metric) {
    Tapped tapped = metrics.get(key);
    if (tapped != null && tapped.isOf(metric)) {
      tapped.freeze();
    }
  }

  /** What they say now, in an order that is always the same; without those that have no number. */
  LearningFigures read(String model, String process, long atMillis) {
    List<Figure> figures = new ArrayList<>();
    Map<String, String> texts = new TreeMap<>();
    metrics.forEach(
        (key, tapped) -> {
          boolean last = tapped.isFrozen();
          double value = tapped.value();
          String text = tapped.text();
          if (text != null) {
            texts.put(key.name(), text);
          } else if (isNumber(key, value)) {
            figures.add(new Figure(key.name(), key.shortOwner(), value));
          }
          if (last) {
            metrics.remove(key, tapped);
          }
        });
    figures.sort(Comparator.comparing(Figure::name).thenComparing(Figure::owner));
    return new LearningFigures(model, process, atMillis, figures, texts);
  }

  /** A watermark is at one end of time until there is one. */
  private static boolean isNumber(MetricKey key, double value) {
    return key.name().equals(WATERMARK)
        ? value > Long.MIN_VALUE && value < Long.MAX_VALUE
        : !Double.isNaN(value);
  }
}
