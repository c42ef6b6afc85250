package io.thalweg.serving.console;

import io.thalweg.serving.console.ModelState.Fresh;
import io.thalweg.serving.console.ModelState.Stage;
import io.thalweg.serving.stats.Freshness.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How long examples lately took from stage to stage. Differing clocks make no stage shorter than 0.
 * Immutable.
 */
final class FreshnessStages {
  /** So long an example counts. */
  static final long LATELY_MILLIS = 60_000;

  static final FreshnessStages NONE = new FreshnessStages(null, null, null, null, null);

  private final @Nullable Long learn;
  private final @Nullable Long release;
  private final @Nullable Long serve;
  private final @Nullable Long p50;
  private final @Nullable Long p99;

  private FreshnessStages(
      @Nullable Long learn,
      @Nullable Long release,
      @Nullable Long serve,
      @Nullable Long p50,
      @Nullable Long p99) {
    this.learn = learn;
    this.release = release;
    this.serve = serve;
    this.p50 = p50;
    this.p99 = p99;
  }

  /**
   * Of what was served lately.
   *
   * @param learnMillis the learners' median from ready to learned; no number where it isn't known
   */
  static FreshnessStages of(List<Way> ways, double learnMillis) {
    Long learn = Double.isNaN(learnMillis) ? null : Math.max(0, Math.round(learnMillis));
    Long untilRelease = quantile(ways, w -> w.releasedMillis() - w.readyMillis(), 0.5);
    return new FreshnessStages(
        learn,
        untilRelease == null ? null : Math.max(0, untilRelease - (learn == null ? 0 : learn)),
        quantile(ways, w -> w.servedMillis() - w.releasedMillis(), 0.5),
        quantile(ways, w -> w.servedMillis() - w.readyMillis(), 0.5),
        quantile(ways, w -> w.servedMillis() - w.readyMillis(), 0.99));
  }

  private static @Nullable Long quantile(List<Way> ways, ToLongFunction<Way> age, double share) {
    if (ways.isEmpty()) {
      return null;
    }
    long[] ages = ways.stream().mapToLong(age).map(a -> Math.max(0, a)).sorted().toArray();
    return ages[(int) Math.min(ages.length - 1L, (long) (share * ages.length))];
  }

  void put(Map<String, Double> out) {
    if (release != null) {
      out.put(SeriesNames.RELEASE_DELAY, (double) release);
    }
    if (serve != null) {
      out.put(SeriesNames.SERVE_DELAY, (double) serve);
    }
  }

  Fresh fresh() {
    List<Stage> stages = new ArrayList<>();
    add(stages, "learn", learn);
    add(stages, "release", release);
    add(stages, "serve", serve);
    return new Fresh(stages, p50, p99);
  }

  private static void add(List<Stage> stages, String name, @Nullable Long millis) {
    if (millis != null) {
      stages.add(new Stage(name, millis));
    }
  }
}
