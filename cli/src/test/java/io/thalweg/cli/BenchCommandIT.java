package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command, the bench's own JVM, and how the one ends with the other. */
@Timeout(120)
final class BenchCommandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern WORKING = Pattern.compile("working (\\d+)");

  @TempDir private Path home;

  @Test
  void runsInAJvmWithTheBenchsOptionsAndPassesOn0() throws Exception {
    Path report = home.resolve("report.json");
    Outcome outcome = run("bench", "keeps", "--rows", 12, "--report", report);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines()).hasSize(2).allMatch(line -> line.startsWith("holds "));
    assertThat(outcome.out()).contains("12.0 rows");
    assertThat(outcome.err()).isEqualTo("keeps: halfway\n");
    JsonNode json = new ObjectMapper().readTree(Files.readString(report));
    assertThat(json.path("bench").asText()).isEqualTo("keeps");
    assertThat(json.path("rows")).hasSize(2);
  }

  @Test
  void aRowThatMissesItsGoalIs1AndTheReportIsThere() throws Exception {
    Path report = home.resolve("report.json");
    Outcome outcome = run("bench", "misses", "--report", report);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).contains("skipped  peer", "MISSES   p99-us");
    assertThat(report).content().contains("\"holds\" : false");
  }

  @Test
  void aMistakeIsOneLineAnd2() throws Exception {
    Outcome outcome = run("bench", "fails", "--rows", 5);
    UserErrorsTest.assertMistake(outcome, "too many rows; say fewer");
  }

  @Test
  void aFailureNamesTheLogAndIs1() throws Exception {
    Outcome outcome = run("bench", "fails");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("thalweg: unexpected IllegalStateException: broken; details in");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void whatTakesTooLongIsEnded() throws Exception {
    Outcome outcome = run("bench", "slow");
    UserErrorsTest.assertMistake(
        outcome, "ended after 3 s, which is its limit; run it again while the machine is quiet");
    assertNothingLeft();
  }

  @Test
  void ctrlCEndsTheBenchAndDeletesItsData() throws Exception {
    try (CommandProcess bench = CommandProcess.start(home, "bench", "endless")) {
      ProcessHandle child = child(bench);
      bench.interrupt();
      bench.awaitEnd(PATIENCE);
      assertThat(child.isAlive()).isFalse();
      assertNothingLeft();
    }
  }

  @Test
  void aKilledCommandTakesTheBenchWithIt() throws Exception {
    ProcessHandle child;
    try (CommandProcess bench = CommandProcess.start(home, "bench", "endless")) {
      child = child(bench);
    }
    child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNothingLeft();
  }

  private static ProcessHandle child(CommandProcess bench) throws Exception {
    String pid = bench.awaitOutput(WORKING, PATIENCE).group(1);
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private Outcome run(Object... arguments) throws Exception {
    try (CommandProcess process = CommandProcess.start(home, arguments)) {
      return process.awaitEnd(PATIENCE);
    }
  }

  private void assertNothingLeft() throws IOException {
    try (var files = Files.list(home.resolve("bench"))) {
      assertThat(files).isEmpty();
    }
  }
}
