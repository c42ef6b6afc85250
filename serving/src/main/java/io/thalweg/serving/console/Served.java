package io.thalweg.serving.console;

import io.thalweg.model.Head;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.serving.stats.ModelStats;
import io.thalweg.serving.version.ModelSlot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a model was asked since the last look. Confined to the console's lock. */
final class Served {
  /** Labels are as many at most. */
  static final int MOST_CLASSES = Head.Multilabel.MAX_LABELS;

  private static final int SERVER_ERROR = 500;

  private final LatencyWindow latency = new LatencyWindow();
  private @Nullable Head head;
  private long lookedMillis;
  private long requests;
  private long failed;
  private long shed;

  /**
   * Looks once.
   *
   * @param stats null: it was never asked
   * @param shedNow requests that the server has turned away so far, of whatever model
   * @return series by name; of the first look there are no rates
   */
  Map<String, Double> look(
      ModelSlot slot, @Nullable ModelStats stats, long shedNow, long nowMillis) {
    Map<String, Double> out = new HashMap<>();
    slot.servingVersion().ifPresent(v -> out.put(SeriesNames.VERSION, (double) v));
    Manifest manifest = slot.servingManifest();
    if (manifest != null) {
      head = manifest.spec().head();
      out.put(
          SeriesNames.VERSION_AGE, (double) Math.max(0, nowMillis - manifest.createdAtMillis()));
    }
    long answered = stats == null ? 0 : stats.servedCount();
    long all = answered;
    long errors = 0;
    if (stats != null) {
      for (Map.Entry<Integer, Long> e : stats.failedCounts().entrySet()) {
        all += e.getValue();
        errors += e.getKey() >= SERVER_ERROR ? e.getValue() : 0;
      }
      latency.look(stats.latencyMicros());
    }
    if (lookedMillis > 0 && nowMillis > lookedMillis) {
      double seconds = (nowMillis - lookedMillis) / 1000.0;
      out.put(SeriesNames.REQUESTS, (all - requests) / seconds);
      out.put(SeriesNames.FAILED, (errors - failed) / seconds);
      out.put(SeriesNames.SHED, (shedNow - shed) / seconds);
      putIfKnown(out, SeriesNames.LATENCY_P50, latency.percentile(0.5));
      putIfKnown(out, SeriesNames.LATENCY_P99, latency.percentile(0.99));
    }
    lookedMillis = nowMillis;
    requests = all;
    failed = errors;
    shed = shedNow;
    return out;
  }

  private static void putIfKnown(Map<String, Double> out, String series, double value) {
    if (!Double.isNaN(value)) {
      out.put(series, value);
    }
  }

  /** What the version that served last predicts, as a pipeline file says it; null: none yet. */
  @Nullable String head() {
    return head == null ? null : head.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Likewise its classes or labels; empty where they are numbers. */
  List<String> classes() {
    if (head instanceof Head.Multilabel m && !m.names().isEmpty()) {
      return m.names();
    }
    List<String> out = new ArrayList<>();
    int all = head == null ? 0 : Math.max(head.classes(), head.labels());
    for (int i = 0; i < Math.min(all, MOST_CLASSES); i++) {
      out.add(Integer.toString(i));
    }
    return out;
  }
}
