package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members in JVMs of their own, one of which is killed. */
@Timeout(120)
final class ElasticProcessesIT {
  static final RoundConfig CONFIG = RoundConfig.of(2, 20, Duration.ofSeconds(3));

  @TempDir Path directory;

  private final List<Process> processes = new ArrayList<>();
  private final Map<Long, String> sha256ByRound = new ConcurrentHashMap<>();

  @Test
  void theRestGoesOnWhenAProcessIsKilledAndTakesANewOneIn() throws Exception {
    Rendezvous rendezvous = new DirectoryRendezvous(directory);
    try (RunningCoordinator coordinator =
        RunningCoordinator.start(CONFIG, rendezvous, new SplittableRandom(3))) {
      List<BufferedReader> outputs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        outputs.add(start(i));
      }
      for (BufferedReader output : outputs) {
        readBase(output);
      }
      processes.get(1).destroyForcibly().waitFor();
      outputs.remove(1);
      outputs.add(start(3));
      long atKill = coordinator.roundsCommitted();
      for (BufferedReader output : outputs) {
        long round = readBase(output);
        while (round < sha256ByRound.size() || coordinator.roundsCommitted() < atKill + 5) {
          round = readBase(output);
        }
      }
      assertThat(coordinator.failure()).isNull();
      assertThat(coordinator.roundsAborted()).as("the round of the killed").isPositive();
    } finally {
      for (Process process : processes) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private BufferedReader start(int element) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ElasticProcess.class.getName(),
                directory.toString(),
                Integer.toString(element))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    processes.add(process);
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Waits for a process's next base, which has to be that of all others in the same round. */
  private long readBase(BufferedReader output) {
    try {
      String line = output.readLine();
      assertThat(line).as("a process ended").isNotNull();
      String[] words = line.split(" ", 2);
      long round = Long.parseLong(words[0]);
      String before = sha256ByRound.putIfAbsent(round, words[1]);
      assertThat(before == null ? words[1] : before).as("round %d", round).isEqualTo(words[1]);
      return round;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
