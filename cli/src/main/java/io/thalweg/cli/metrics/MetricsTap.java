package io.thalweg.cli.metrics;

import io.thalweg.learner.figures.MetricKey;
import io.thalweg.learner.figures.Tapped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.apache.flink.metrics.Metric;
import org.jspecify.annotations.Nullable;

/**
 * The counters, meters and numeric gauges of the Flink jobs that were configured with {@link
 * #flinkConfiguration}. A metric keeps its last value when its task ends, until a new attempt of
 * the same subtask registers it again: then it is that one's. Meters count as their events,
 * histograms are left out. Thread-safe.
 */
public final class MetricsTap implements AutoCloseable {
  static final String NAME = "tap";

  /** A task publishes every some milliseconds, and to read takes microseconds. */
  private static final int TRIES = 1000;

  private static final Map<String, MetricsTap> OPEN = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final Map<MetricKey, Tapped> metrics = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private MetricsTap() {}

  /** The caller closes it after the job. */
  public static MetricsTap open() {
    MetricsTap tap = new MetricsTap();
    OPEN.put(tap.name, tap);
    return tap;
  }

  static MetricsTap named(@Nullable String name) {
    MetricsTap tap = name == null ? null : OPEN.get(name);
    if (tap == null) {
      throw new IllegalStateException("no open metrics tap is named " + name);
    }
    return tap;
  }

  /** To be added to the configuration of the cluster, not of a job. */
  public Map<String, String> flinkConfiguration() {
    return Map.of(
        "metrics.reporter.thalweg.factory.class",
        TapReporterFactory.class.getName(),
        "metrics.reporter.thalweg." + NAME,
        name);
  }

  /** Whether a metric of this name was ever registered. */
  public boolean knows(String metricName) {
    return metrics.keySet().stream().anyMatch(key -> key.name().equals(metricName));
  }

  /** Over all subtasks of all operators; 0 where there is none. */
  public long sum(String metricName) {
    return Math.round(values(metricName).sum());
  }

  /** One value a subtask, in no order; subtasks whose gauge has no number yet are left out. */
  public DoubleStream values(String metricName) {
    return metrics.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(metricName))
        .mapToDouble(entry -> entry.getValue().value())
        .filter(value -> !Double.isNaN(value));
  }

  /** As the other, of metrics alone that are in a group of this name, at whatever depth. */
  public DoubleStream values(String group, String metricName) {
    return metrics.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(metricName))
        .filter(entry -> entry.getKey().scope().contains(group))
        .mapToDouble(entry -> entry.getValue().value())
        .filter(value -> !Double.isNaN(value));
  }

  /**
   * Sums of metrics that each subtask publishes together, each subtask's as of one moment: they are
   * read again while the first one moves.
   *
   * @param first one that changes whenever any of the others does
   * @return the first one's sum, then those of the others
   */
  public double[] sumsTogether(String first, String... others) {
    double[] sums = new double[1 + others.length];
    for (MetricKey key : metrics.keySet()) {
      if (key.name().equals(first)) {
        double[] values = together(key, others);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += Double.isNaN(values[i]) ? 0 : values[i];
        }
      }
    }
    return sums;
  }

  private double[] together(MetricKey first, String... others) {
    double[] values = new double[1 + others.length];
    double after = value(first);
    int tries = 0;
    do {
      values[0] = after;
      for (int i = 0; i < others.length; i++) {
        values[i + 1] = value(new MetricKey(others[i], first.scope(), first.owner()));
      }
      after = value(first);
    } while (Double.compare(values[0], after) != 0 && ++tries < TRIES);
    return values;
  }

  private double value(MetricKey key) {
    Tapped tapped = metrics.get(key);
    return tapped == null ? Double.NaN : tapped.value();
  }

  /**
   * The sum of what subtasks have multiplied by their weight, over the weights of those: of a
   * subtask whose figure is no number, neither counts. NaN where there is none.
   */
  public double weightedMean(String multiplied, String weight) {
    double sum = 0;
    double weights = 0;
    for (Map.Entry<MetricKey, Tapped> entry : metrics.entrySet()) {
      MetricKey key = entry.getKey();
      Tapped other = metrics.get(new MetricKey(weight, key.scope(), key.owner()));
      if (key.name().equals(multiplied) && other != null) {
        double value = entry.getValue().value();
        sum += Double.isNaN(value) ? 0 : value;
        weights += Double.isNaN(value) ? 0 : other.value();
      }
    }
    return sum / weights;
  }

  /**
   * Waits until the cluster has gone down, which it does last of all with its reporters: the values
   * are final then.
   *
   * @return false where it still stands
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  void ended() {
    ended.countDown();
  }

  void added(MetricKey key, Metric metric) {
    metrics.put(key, new Tapped(metric));
  }

  void removed(MetricKey key, Metric metric) {
    Tapped tapped = metrics.get(key);
    if (tapped != null && tapped.isOf(metric)) {
      tapped.freeze();
    }
  }

  @Override
  public void close() {
    OPEN.remove(name);
  }
}
