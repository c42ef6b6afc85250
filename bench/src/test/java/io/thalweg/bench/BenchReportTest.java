package io.thalweg.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchReportTest {
  private static final Row BESIDE_A_FLOOR =
      Row.measured(
          "hot-uniform-vs-gather",
          60,
          "us/batch",
          new Reference("gather", 40),
          Goal.atMost(1.6, "at most 1.6 x"));
  private static final Row BY_ITSELF =
      Row.measured("p99-us", 2_000, "us", Goal.atMost(1_000, "at most 1,000 us"));
  private static final Row FOR_INFORMATION = Row.measured("runs", 3, "runs", Goal.none());
  private static final Row SKIPPED = Row.skipped("gpu", "no GPU here");

  @TempDir private Path directory;

  @Test
  void writesTheFieldsOfTheContract() throws Exception {
    BenchReport report =
        new BenchReport(
            "replay",
            "0123abcd",
            new Machine(2, "EPYC", 24, "OpenJDK 17"),
            List.of(BESIDE_A_FLOOR, BY_ITSELF, FOR_INFORMATION, SKIPPED));
    Path file = directory.resolve("new/report.json");
    report.write(file);
    JsonNode expected =
        new ObjectMapper()
            .readTree(
                """
                {"bench": "replay", "commit": "0123abcd",
                 "machine": {"cores": 2, "cpu": "EPYC", "memory_bytes": 24, "jvm": "OpenJDK 17"},
                 "rows": [
                   {"name": "hot-uniform-vs-gather", "value": 60.0, "unit": "us/batch",
                    "reference": "gather", "reference_value": 40.0, "ratio": 1.5,
                    "goal": "at most 1.6 x", "holds": true},
                   {"name": "p99-us", "value": 2000.0, "unit": "us", "ratio": 2000.0,
                    "goal": "at most 1,000 us", "holds": false},
                   {"name": "runs", "value": 3.0, "unit": "runs", "ratio": 3.0, "goal": "none",
                    "holds": true},
                   {"name": "gpu", "skipped": "no GPU here"}]}
                """);
    assertThat(new ObjectMapper().readTree(Files.readString(file))).isEqualTo(expected);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void holdsUnlessARowMissesItsGoal() {
    assertThat(BenchReport.of("b", List.of(BESIDE_A_FLOOR, SKIPPED)).holds()).isTrue();
    assertThat(BenchReport.of("b", List.of(BESIDE_A_FLOOR, BY_ITSELF)).holds()).isFalse();
  }

  @Test
  void printsAnAlignedLineARowWithItsGoalAndVerdict() {
    List<Row> rows = List.of(BESIDE_A_FLOOR, BY_ITSELF, FOR_INFORMATION, SKIPPED);
    assertThat(BenchReport.of("b", rows).text())
        .isEqualTo(
            """
            holds    hot-uniform-vs-gather  60.0 us/batch  1.50 x (gather: 40.0)  goal: at most 1.6 x
            MISSES   p99-us                 2,000 us                              goal: at most 1,000 us
                     runs                   3.00 runs
            skipped  gpu                    no GPU here
            """);
  }

  @Test
  void namesThisMachine() {
    Machine machine = Machine.current();
    assertThat(machine.cores()).isPositive();
    assertThat(machine.memoryBytes()).isGreaterThan(1 << 28);
    assertThat(machine.cpu()).isNotBlank();
    assertThat(machine.jvm()).matches(".*\\d.*");
  }

  @Test
  void aDirectoryOutsideOfARepositoryHasNoCommit() {
    assertThat(Commit.of(directory)).isEqualTo(Commit.UNKNOWN);
  }

  @Test
  void theCommitIsThatOfTheRepository() throws Exception {
    git("init", "-q");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x");
    assertThat(Commit.of(directory)).matches("[0-9a-f]{12}");
    Files.writeString(directory.resolve("file"), "a");
    git("add", "file");
    assertThat(Commit.of(directory)).matches("[0-9a-f]{12}-dirty");
  }

  private void git(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(line).directory(directory.toFile()).start().waitFor()).isZero();
  }
}
