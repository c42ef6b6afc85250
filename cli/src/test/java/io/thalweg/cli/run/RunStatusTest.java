package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.ServingStats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunStatusTest {
  private static final FiguresAt START = FiguresAt.start();

  @TempDir private Path directory;

  @Test
  void saysWhatItWaitsFor() throws IOException {
    RunStatus status = status("binary");
    assertThat(line(status, START, 1)).isEqualTo("1.0s  waiting for events");
    assertThat(line(status, START.read(7, 0), 2)).isEqualTo("2.0s  nothing learned yet");
  }

  @Test
  void setsTheAccuracyBesideItsBaselines() throws IOException {
    assertThat(line(status("binary"), START.read(1_000, 0).learned(1_000, 900), 2))
        .isEqualTo(
            "2.0s  0 events/s  1.00k learned  accuracy 90.0% vs no-change 50.0% majority 60.0%"
                + "  replay 30");
  }

  @Test
  void theRateIsThatOfTheLastTwoSeconds() throws IOException {
    RunStatus status = status("binary");
    line(status, START.learned(100_000, 0), 10);
    line(status, START.learned(100_100, 0), 12);
    assertThat(line(status, START.learned(100_500, 0), 14)).startsWith("14.0s  200 events/s");
  }

  @Test
  void addsTheLastIntervalAndTheServer() throws IOException {
    JobFigures figures = START.learned(10, 5).figures();
    Duration at = Duration.ofSeconds(3);
    RunStatus status = status("binary");
    assertThat(status.line(figures, Optional.of(serving(Map.of())), 0.75, at))
        .contains("accuracy 50.0% (now 75.0%)", "  serving nothing yet, fresh 850ms  replay");
    assertThat(status.line(figures, Optional.of(serving(Map.of("fraud", 4L))), 0.75, at))
        .contains("  serving v4, fresh 850ms  replay");
  }

  @Test
  void aRegressionHasNoAccuracy() throws IOException {
    assertThat(line(status("regression"), START.learned(10, 5), 2))
        .isEqualTo("2.0s  0 events/s  10 learned  replay 30");
  }

  private RunStatus status(String head) throws IOException {
    return new RunStatus(TestPipelines.withHead(head, directory));
  }

  private static String line(RunStatus status, FiguresAt at, int seconds) {
    return status.line(at.figures(), Optional.empty(), Double.NaN, Duration.ofSeconds(seconds));
  }

  private static ServingStats serving(Map<String, Long> versions) {
    return new ServingStats(
        1,
        0,
        0,
        1,
        0,
        versions,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.of(850),
        OptionalLong.of(1_500));
  }
}
