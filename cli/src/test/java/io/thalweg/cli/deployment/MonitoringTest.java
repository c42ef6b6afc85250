package io.thalweg.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Dashboards and alerts against what is documented and what the code names. That a running cluster
 * answers with each of them is ComposeClusterIT's affair.
 */
final class MonitoringTest {
  private static final Pattern JOB =
      Pattern.compile(
          "flink_(?:taskmanager_job_task_operator|jobmanager_job_operator_coordinator)_thalweg_(.+)");
  private static final Pattern CONSTANT =
      Pattern.compile("static final String [A-Z_]+ =\\s+\"([A-Za-z]+)\"");

  /** Flink's own, of its documentation's page "Metrics", and Micrometer's for a JVM. */
  private static final Set<String> OTHERS =
      Set.of(
          "flink_jobmanager_job_lastCheckpointDuration",
          "flink_jobmanager_job_lastCheckpointFullSize",
          "flink_jobmanager_job_lastCheckpointSize",
          "flink_jobmanager_job_numberOfCompletedCheckpoints",
          "flink_jobmanager_job_numberOfFailedCheckpoints",
          "flink_jobmanager_job_numRestarts",
          "flink_jobmanager_job_runningTime",
          "flink_jobmanager_numRegisteredTaskManagers",
          "flink_jobmanager_taskSlotsAvailable",
          "flink_taskmanager_Status_JVM_Memory_Direct_MemoryUsed",
          "flink_taskmanager_Status_JVM_Memory_Heap_Used",
          "flink_taskmanager_job_task_busyTimeMsPerSecond",
          "flink_taskmanager_job_task_operator_pendingRecords",
          "jvm_memory_used_bytes",
          "process_cpu_usage",
          "process_resident_memory_bytes");

  @Test
  void everyMetricOfTheServerIsDocumented() throws IOException {
    String docs = Files.readString(ComposeFile.ROOT.resolve("docs/metrics.md"));
    Set<String> names =
        ShippedMetrics.names().stream()
            .filter(name -> name.startsWith("thalweg_"))
            .map(name -> name.replaceFirst("_(bucket|sum|count)$", ""))
            .collect(Collectors.toSet());
    assertThat(names)
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> assertThat(docs).contains("`" + name + "`"));
  }

  @Test
  void everyMetricOfTheJobIsOneThatTheCodeNames() throws IOException {
    Set<String> known = new HashSet<>();
    for (String file :
        new String[] {
          "learner-job/src/main/java/io/thalweg/learner/flink/MetricNames.java",
          "ingestion/src/main/java/io/thalweg/ingestion/flink/IngestionMetrics.java"
        }) {
      Matcher constant = CONSTANT.matcher(Files.readString(ComposeFile.ROOT.resolve(file)));
      while (constant.find()) {
        known.add(constant.group(1));
      }
    }
    Set<String> asked =
        ShippedMetrics.names().stream()
            .map(JOB::matcher)
            .filter(Matcher::matches)
            .map(name -> name.group(1))
            .collect(Collectors.toSet());
    assertThat(asked).hasSizeGreaterThan(10);
    assertThat(known).containsAll(asked);
  }

  @Test
  void everyOtherMetricIsFlinksOrMicrometers() throws IOException {
    assertThat(
            ShippedMetrics.names().stream()
                .filter(name -> !name.startsWith("thalweg_") && !JOB.matcher(name).matches()))
        .containsExactlyInAnyOrderElementsOf(OTHERS);
  }

  @Test
  void dashboardsHaveNamesOfTheirOwnAndPanelsThatDoNotOverlap() throws IOException {
    Set<String> uids = new HashSet<>();
    try (Stream<Path> files = Files.list(ComposeFile.ROOT.resolve("deploy/grafana"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        JsonNode board = new ObjectMapper().readTree(file.toFile());
        assertThat(uids.add(board.path("uid").asText())).isTrue();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : board.path("panels")) {
          JsonNode at = panel.path("gridPos");
          for (int x = 0; x < at.path("w").asInt(); x++) {
            for (int y = 0; y < at.path("h").asInt(); y++) {
              int column = at.path("x").asInt() + x;
              assertThat(column).as(panel.path("title").asText()).isLessThan(24);
              assertThat(cells.add(column + ":" + (at.path("y").asInt() + y)))
                  .as(panel.path("title").asText())
                  .isTrue();
            }
          }
        }
      }
    }
    assertThat(uids).hasSize(3);
  }
}
