package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ReplayCrashIT {
  private static final int ROUNDS = 3;
  private static final int ROWS_PER_ROUND = 4_000;

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(Retention.class)
  void whatIsRestoredAfterAKillIsTheSnapshotExactly(Retention retention) throws Exception {
    ReplayConfig config = Tables.config(retention);
    ReplayOracle oracle = new ReplayOracle(config);
    SplittableRandom random = new SplittableRandom(2026);
    for (int round = 0; round < ROUNDS; round++) {
      int from = round * ROWS_PER_ROUND;
      runUntilKilled(retention, round, from, random.nextInt(1, 60));
      Tables.offerStream(oracle, from, from + ROWS_PER_ROUND);

      SnapshotSource source = new SnapshotSource(temp.resolve("snapshot-" + round), Tables.ALL);
      try (ReplayTable restored =
          ReplayTable.restore(
              config, Tables.ALL, temp.resolve("checked-" + round), List.of(source))) {
        assertThat(Tables.contents(restored)).isEqualTo(oracle.rows());
        assertThat(restored.stats().offered()).isEqualTo(from + ROWS_PER_ROUND);
      }
    }
  }

  /** Kills the writer once it has said so many lines after its snapshot. */
  private void runUntilKilled(Retention retention, int round, int from, int lines)
      throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Djava.io.tmpdir=" + Files.createDirectories(temp.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                CrashingWriter.class.getName(),
                retention.name(),
                temp.toString(),
                Integer.toString(round),
                Integer.toString(from),
                Integer.toString(from + ROWS_PER_ROUND))
            .redirectError(Redirect.INHERIT)
            .start();
    try (BufferedReader output = writer.inputReader()) {
      for (int line = 0; line < lines; line++) {
        assertThat(output.readLine()).as("writer ended before it was killed").isNotNull();
      }
    } finally {
      writer.destroyForcibly();
      assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(writer.exitValue()).isEqualTo(128 + 9);
  }
}
