package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.serving.ServingStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunReportTest {
  private static final FiguresAt LEARNED = FiguresAt.start().read(1_060, 900).learned(1_000, 900);

  @TempDir private Path directory;

  @Test
  void everyFigureIsUnderItsName() throws IOException {
    JsonNode expected =
        new ObjectMapper()
            .readTree(
                """
                {"events_in": 1060, "events_trained": 1000, "examples_replayed": 2000,
                 "dead_lettered": 30, "dropped": 0, "duplicates": 20, "expired": 10, "erased": 0,
                 "negatives_left_out": 0, "provisional": 0, "revised": 0,
                 "seconds": 4.0, "events_per_second": 250.0,
                 "versions_released": 3, "rounds_committed": 4, "rounds_aborted": 1,
                 "world_size": 3, "restarts": 2, "replay": {"size": 30, "hot": 10, "warm": 20},
                 "prequential": {"accuracy": 0.9, "logloss": 0.25, "baseline_no_change": 0.5,
                                 "baseline_majority": 0.6},
                 "accuracy_curve": [{"at_event": 500, "accuracy": 0.8}],
                 "freshness_ms": {"p50": 850.0, "p99": 1500.0}}
                """);
    assertThat(report("binary", LEARNED.figures(30, 20, 10), Optional.of(serving(850))))
        .isEqualTo(expected);
  }

  @Test
  void whatARunDoesNotHaveIsAbsent() throws IOException {
    assertThat(report("regression", LEARNED.figures(), Optional.empty()).fieldNames())
        .toIterable()
        .contains("events_trained")
        .doesNotContain("prequential", "accuracy_curve", "freshness_ms", "model_sha256");
    assertThat(report("binary", FiguresAt.start().figures(), Optional.of(serving(-1))).fieldNames())
        .toIterable()
        .contains("events_trained")
        .doesNotContain("prequential", "accuracy_curve", "freshness_ms", "served_requests");
  }

  private JsonNode report(String head, JobFigures figures, Optional<ServingStats> serving)
      throws IOException {
    Path file = directory.resolve("report.json");
    RunReport.of(
            TestPipelines.withHead(head, directory),
            figures,
            Duration.ofSeconds(4),
            List.of(new AccuracyCurve.Point(500, 0.8)),
            List.of(new DriftLog.Entry(700, "adwin on error")),
            serving)
        .write(file);
    return new ObjectMapper().readTree(Files.readString(file));
  }

  private static ServingStats serving(long freshMillis) {
    OptionalLong p50 = freshMillis < 0 ? OptionalLong.empty() : OptionalLong.of(freshMillis);
    OptionalLong p99 = freshMillis < 0 ? OptionalLong.empty() : OptionalLong.of(1_500);
    return new ServingStats(
        1, 0, 0, 1, 0, Map.of(), OptionalLong.empty(), OptionalLong.empty(), p50, p99);
  }
}
