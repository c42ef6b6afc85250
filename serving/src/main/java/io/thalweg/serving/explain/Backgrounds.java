package io.thalweg.serving.explain;

import io.thalweg.serving.infer.AnswerObserver;
import io.thalweg.serving.infer.Answered;
import io.thalweg.serving.version.Servable;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Rows of recent traffic, for every model. Thread-safe. */
public final class Backgrounds implements AnswerObserver {
  private final ExplainConfig config;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, TrafficSample> samples = new ConcurrentHashMap<>();

  /**
   * Without any row.
   *
   * @param nanoTime of {@link System#nanoTime()}
   */
  public Backgrounds(ExplainConfig config, LongSupplier nanoTime) {
    this.config = config;
    this.nanoTime = nanoTime;
  }

  @Override
  public void answered(Answered answered) {
    answered(answered.servable(), answered.denseView(), answered.rows());
  }

  /**
   * Rows were answered, of which one may be kept, as a copy.
   *
   * @param dense float32, (rows, width), not standardized, borrowed for the call
   */
  void answered(Servable servable, float[] dense, int rows) {
    long now = nanoTime.getAsLong();
    String model = servable.spec().name();
    TrafficSample sample = samples.get(model);
    if (sample != null && !sample.isDue(now)) {
      return;
    }
    if (sample == null || !sample.features().equals(servable.spec().features())) {
      sample = samples.compute(model, (m, known) -> ofNewest(servable, known, now));
    }
    if (sample.features().equals(servable.spec().features())) {
      sample.offer(dense, rows, now);
    }
  }

  /** Of versions whose features differ, rows of the newest count. */
  private TrafficSample ofNewest(Servable servable, @Nullable TrafficSample known, long now) {
    if (known != null
        && (known.version() >= servable.version()
            || known.features().equals(servable.spec().features()))) {
      return known;
    }
    return new TrafficSample(servable.spec().features(), servable.version(), config, now);
  }

  /** What to compare rows of the version with: traffic, if that is more than the parity rows. */
  Background of(Servable servable) {
    TrafficSample sample = samples.get(servable.spec().name());
    if (sample != null && sample.features().equals(servable.spec().features())) {
      List<float[]> rows = sample.rows();
      if (rows.size() > servable.manifest().parity().inputs().size()) {
        return new Background(BackgroundSource.TRAFFIC, rows);
      }
    }
    return Background.ofParity(servable.manifest());
  }
}
