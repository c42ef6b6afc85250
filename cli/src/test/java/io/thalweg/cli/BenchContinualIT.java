package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command on tasks of a few hundred lines. */
final class BenchContinualIT {
  @TempDir private Path directory;

  /** Whether x or y is the larger number; in the second task the answer is the opposite. */
  private void tasks() throws IOException {
    tasks(600);
  }

  private void tasks(int trainingRows) throws IOException {
    SplittableRandom random = new SplittableRandom(9);
    for (int task = 0; task < 2; task++) {
      for (String half : new String[] {"train", "test"}) {
        StringBuilder csv = new StringBuilder("x,y,task,label\n");
        for (int i = 0; i < (half.equals("train") ? trainingRows : 600); i++) {
          double x = random.nextDouble();
          double y = random.nextDouble();
          csv.append("%s,%s,%d,%d%n".formatted(x, y, task, (x > y) == (task == 0) ? 1 : 0));
        }
        Files.writeString(directory.resolve("t%d-%s.csv".formatted(task, half)), csv);
      }
    }
  }

  @Test
  void ownTasksGiveAccuracyAndForgettingOnTheTerminalAndInTheReport() throws IOException {
    tasks();
    Path report = directory.resolve("r.json");
    Outcome outcome =
        Outcome.of(
            "bench",
            "continual",
            "--tasks",
            directory,
            "--strategy",
            "der++",
            "--buffer",
            200,
            "--hidden",
            "32",
            "--batch",
            8,
            "--epochs",
            4,
            "--lr",
            0.2,
            "--seeds",
            2,
            "--report",
            report);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("  accuracy "),
            line -> assertThat(line).startsWith("  forgetting "));
    JsonNode json = new ObjectMapper().readTree(Files.readString(report));
    assertThat(json.path("bench").asText()).isEqualTo("continual");
    assertThat(json.path("rows").path(0).path("name").asText()).isEqualTo("accuracy");
    assertThat(json.path("rows").path(0).path("value").asDouble()).isBetween(80.0, 100.0);
    assertThat(json.path("rows").path(1).path("name").asText()).isEqualTo("forgetting");
    assertThat(json.path("rows").path(1).path("value").asDouble()).isLessThan(20);
  }

  @Test
  @Timeout(120)
  void throughKafkaAndFlinkMuchTheSameIsLearnedWithRowsOnDisk() throws IOException {
    tasks(8000);
    Path report = directory.resolve("r.json");
    Outcome outcome =
        Outcome.of(
            "bench",
            "continual",
            "--tasks",
            directory,
            "--strategy",
            "er",
            "--buffer",
            6000,
            "--hidden",
            "32",
            "--batch",
            16,
            "--lr",
            0.2,
            "--seeds",
            1,
            "--through",
            "flink",
            "--report",
            report);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    Map<String, Double> values = new HashMap<>();
    new ObjectMapper()
        .readTree(Files.readString(report))
        .path("rows")
        .forEach(row -> values.put(row.path("name").asText(), row.path("value").asDouble()));
    assertThat(values.get("accuracy")).isGreaterThan(85);
    assertThat(values.get("through-flink-vs-plain-loop"))
        .isBetween(-5.0, 5.0)
        .isEqualTo(values.get("accuracy") - values.get("through-flink"));
    // 16,000 examples make 125 due, of which a quick machine lets many fall together.
    assertThat(values.get("through-flink-rounds")).isBetween(8.0, 125.0);
    assertThat(values.get("through-flink-released")).isBetween(95.0, 100.0);
    assertThat(values.get("through-flink-replay-on-disk")).isBetween(50.0, 90.0);
  }

  @Test
  void withoutDataTheTableIsSkippedWithTheReason() {
    Outcome outcome = Outcome.of("bench", "continual");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines())
        .hasSize(12)
        .allMatch(line -> line.startsWith("skipped  pmnist-"))
        .allMatch(line -> line.contains("say --data with the directory of MNIST's four files"));
  }

  @Test
  void itIsListedAmongTheBenches() {
    assertThat(Outcome.of("bench").out().lines())
        .anyMatch(line -> line.matches("continual +tasks one after the other.*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tasks nowhere|nowhere is no directory; say where the data lie",
        "--data nowhere|nowhere is no directory; say where the data lie",
        "--data a --tasks b|--data and --tasks are two protocols; say one of them",
        "--through kafka|--through has no 'kafka'; say flink",
        "--report .|--report . is a directory; say a file, such as ./report.json",
        "--seeds 0|--seeds is 0; say 1 or more",
        "--rows 0|--rows is 0; say 1 or more"
      })
  void aMistakeIsOneLineAnd2(String options, String message) {
    Object[] arguments = ("bench continual " + options).split(" ");
    UserErrorsTest.assertMistake(Outcome.of(arguments), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--strategy er,ewc|--through flink can't do er,ewc, which wants to know where a task ends;"
            + " say one of sgd, er, der, der++, agem, mir",
        "--strategy er,ncm|--through flink can't do ncm, whose rows lie in the job; say er without"
            + " it",
        "--batch 1|--batch is 1, which 2 learners can't share; say a multiple of 2",
        "--batch 33|--batch is 33, which 2 learners can't share; say a multiple of 2"
      })
  void soIsWhatAJobCannotDo(String options, String message) throws IOException {
    tasks();
    List<Object> arguments =
        new ArrayList<>(List.of("bench", "continual", "--tasks", directory, "--through", "flink"));
    arguments.addAll(List.of(options.split(" ")));
    UserErrorsTest.assertMistake(Outcome.of(arguments.toArray()), message);
  }

  @Test
  void soIsAStrategyThatThereIsNot() throws IOException {
    tasks();
    UserErrorsTest.assertMistake(
        Outcome.of("bench", "continual", "--tasks", directory, "--strategy", "gem"),
        "--strategy has no 'gem'; say one of sgd, er, der, der++, agem, mir, ewc, si, lwf, ncm, or"
            + " several with commas");
  }
}
