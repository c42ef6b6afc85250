package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.replay.RateLimits;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.Retention;
import io.thalweg.replay.Selection;
import io.thalweg.replay.TierSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pipeline says of replay. */
class ReplaySectionTest {
  @TempDir Path dir;

  private PipelineConfig read(String yaml) throws IOException {
    return MinimalPipeline.read(dir, yaml);
  }

  private void refused(String yaml, String message) {
    MinimalPipeline.refused(dir, yaml, message);
  }

  @Test
  void prioritiesHaveTheirExponents() throws IOException {
    String prioritized = "replay: {selection: prioritized%s}\n";
    assertThat(read(MinimalPipeline.TEXT + prioritized.formatted("")).replay().draw())
        .isEqualTo(new ReplaySpec.Prioritized(0.6, 0.4));
    assertThat(
            read(MinimalPipeline.TEXT + prioritized.formatted(", alpha: 0.5, beta: 1"))
                .replay()
                .draw())
        .isEqualTo(new ReplaySpec.Prioritized(0.5, 1));
  }

  @Test
  void memoryWhoseDefaultHoldsTooFewRowsIsAskedFor() {
    refused(
        MinimalPipeline.TEXT.replace(
            "{name: country, type: categorical, buckets: 8}",
            "{name: v, type: vector, size: 1000000}"),
        "p.yaml:1: replay has no key 'hot-memory'; write a size of 64000448 bytes or more, for the"
            + " rows of this model");
  }

  @Test
  void theTableIsWhatTheFileSays() throws IOException {
    PipelineConfig p =
        read(
            MinimalPipeline.TEXT
                + """
                replay: {capacity: 1000, hot-memory: 1MB, warm-memory: 2MiB, retention: window, seed: 6,
                  min-size: 7, selection: recency, half-life: 2h, time-to-live: 7d, warm-disk: 10MB, cold-disk: 1GB}
                """);
    ReplayConfig table = p.replay().table(p.model().rowLayout(), 128);
    assertThat(table)
        .isEqualTo(
            ReplayConfig.of(24, 128, 1000)
                .withRetention(Retention.WINDOW)
                .withSelection(new Selection.RecencyWeighted(Duration.ofHours(2)))
                .withLimits(new RateLimits(7, 0, 0))
                .withTiers(TierSizes.of(1_000_000, 2 << 20).withDisk(10_000_000, 1_000_000_000))
                .withSeed(6));
  }

  /** The other direction of "every key reaches its place". */
  @Test
  void everyKeyOfReplayIsInTheDocument() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (String key :
        List.of(
            "capacity",
            "min-size",
            "retention",
            "selection",
            "half-life",
            "alpha",
            "beta",
            "time-to-live",
            "hot-memory",
            "warm-memory",
            "warm-disk",
            "cold-disk",
            "seed")) {
      assertThat(document).contains("| `replay." + key);
    }
  }
}
