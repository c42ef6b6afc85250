package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class DemoIT {
  private static final String HOME = "thalweg.home";

  @TempDir private Path directory;

  @BeforeEach
  void moveIn() {
    System.setProperty(HOME, directory.toString());
  }

  @AfterEach
  void moveOut() {
    System.clearProperty(HOME);
  }

  @Test
  void accountsForEveryEventAndBeatsTheBaselinesWhileItServes() throws Exception {
    Path report = directory.resolve("report.json");
    Outcome outcome =
        Outcome.of(
            "demo",
            "--headless",
            "--events",
            30_000,
            "--rate",
            3_000,
            "--http-port",
            0,
            "--admin-port",
            0,
            "--report",
            report);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("serving on http://127.0.0.1:", "30000 events in", "0 failed")
        .containsPattern("console http://127\\.0\\.0\\.1:[0-9]+/#token=demo\\.")
        .doesNotContain("first failed");

    JsonNode r = new ObjectMapper().readTree(Files.readString(report));
    assertThat(r.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "events_in",
            "events_trained",
            "examples_replayed",
            "dead_lettered",
            "dropped",
            "held_for_bad_records",
            "duplicates",
            "expired",
            "erased",
            "negatives_left_out",
            "provisional",
            "revised",
            "seconds",
            "seconds_to_first_step",
            "peak_memory_bytes",
            "events_per_second",
            "versions_released",
            "rounds_committed",
            "rounds_aborted",
            "world_size",
            "served_requests",
            "served_failed",
            "freshness_ms",
            "serving_ms",
            "prequential",
            "accuracy_curve",
            "drifts",
            "replay",
            "model_sha256",
            "restarts");
    assertThat(number(r, "events_in")).isEqualTo(30_000);
    assertThat(number(r, "events_trained"))
        .isEqualTo(
            number(r, "events_in")
                - number(r, "dead_lettered")
                - number(r, "duplicates")
                - number(r, "expired"));
    assertThat(number(r, "dead_lettered")).isPositive();
    assertThat(number(r, "duplicates")).isPositive();
    assertThat(number(r, "examples_replayed")).isPositive();
    assertThat(number(r, "versions_released")).isGreaterThanOrEqualTo(3);
    assertThat(number(r, "rounds_committed")).isGreaterThanOrEqualTo(3);
    assertThat(number(r, "world_size")).isEqualTo(2);
    assertThat(number(r, "served_requests")).isPositive();
    assertThat(number(r, "served_failed")).isZero();
    assertThat(number(r, "restarts")).isZero();
    assertThat(number(r, "peak_memory_bytes")).isGreaterThan(100_000_000);
    assertThat(r.path("seconds_to_first_step").asDouble()).isPositive();
    assertThat(r.at("/replay/size").asLong())
        .isEqualTo(r.at("/replay/hot").asLong() + r.at("/replay/warm").asLong())
        .isPositive();
    assertThat(r.at("/prequential/accuracy").asDouble())
        .isGreaterThan(r.at("/prequential/baseline_majority").asDouble());
    assertThat(r.path("model_sha256").asText()).matches("[0-9a-f]{64}");
  }

  private static long number(JsonNode report, String field) {
    return report.path(field).asLong(-1);
  }
}
