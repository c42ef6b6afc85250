package io.thalweg.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  @TempDir private Path directory;

  @Test
  void writesTheFieldsOfTheContract() throws IOException {
    Report report =
        new Report()
            .rate(Duration.ofSeconds(20), 1_000)
            .freshnessMillis(800, 1_500)
            .servingMillis(0.5, 2)
            .prequential(0.9, 0.25, 0.53, 0.62)
            .curvePoint(400, 0.5)
            .curvePoint(700, 0.75)
            .replay(10, 4, 6)
            .modelSha256("ab");
    long value = 0;
    for (Report.Count field : Report.Count.values()) {
      report.count(field, value++);
    }
    JsonNode expected =
        new ObjectMapper()
            .readTree(
                """
                {"events_in": 0, "events_trained": 1, "examples_replayed": 2, "dead_lettered": 3,
                 "duplicates": 4, "expired": 5, "versions_released": 6, "rounds_committed": 7,
                 "rounds_aborted": 8, "world_size": 9, "served_requests": 10,
                 "served_failed": 11, "restarts": 12, "dropped": 13,
                 "erased": 14, "provisional": 15,
                "revised": 16, "held_for_bad_records": 17, "negatives_left_out": 18,
                 "seconds": 20.0, "events_per_second": 50.0,
                 "freshness_ms": {"p50": 800.0, "p99": 1500.0},
                 "serving_ms": {"p50": 0.5, "p99": 2.0},
                 "prequential": {"accuracy": 0.9, "logloss": 0.25, "baseline_no_change": 0.53,
                                 "baseline_majority": 0.62},
                 "accuracy_curve": [{"at_event": 400, "accuracy": 0.5},
                                    {"at_event": 700, "accuracy": 0.75}],
                 "replay": {"size": 10, "hot": 4, "warm": 6},
                 "model_sha256": "ab"}
                """);
    assertThat(written(report)).isEqualTo(expected);
  }

  @Test
  void whatIsNotKnownIsAbsent() throws IOException {
    Report report =
        new Report()
            .rate(Duration.ZERO, 0)
            .freshnessMillis(Double.NaN, Double.NaN)
            .count(Report.Count.EVENTS_IN, 0);
    assertThat(written(report))
        .isEqualTo(new ObjectMapper().readTree("{\"seconds\": 0.0, \"events_in\": 0}"));
  }

  @Test
  void leavesOnlyTheWholeFileBehind() throws IOException {
    Path file = directory.resolve("new/report.json");
    new Report().write(file);
    new Report().modelSha256("cd").write(file);
    assertThat(file).content().contains("cd");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  private JsonNode written(Report report) throws IOException {
    Path file = directory.resolve("report.json");
    report.write(file);
    JsonNode root = new ObjectMapper().readTree(Files.readString(file));
    // Whole numbers come back as int or long by size; compare text.
    return new ObjectMapper().readTree(root.toString());
  }
}
