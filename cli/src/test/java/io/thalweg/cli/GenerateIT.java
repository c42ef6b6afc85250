package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.store.ModelStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams that are made, and learned with the pipeline file that comes with them. */
@Timeout(180)
final class GenerateIT {
  private static final long EVENTS = 4_000;
  private static final Pattern STANDARDIZED =
      Pattern.compile("  c: (\\S+) -> .*\\R    standardized: (\\S+)");

  @TempDir private static Path directory;
  private static Shop shop;

  @BeforeAll
  static void open() {
    shop = Shop.open(directory);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void aStreamWithItsLabelsInTheEventsIsLearnedAndItsBadRecordsAreRefused() throws IOException {
    Path pipeline = directory.resolve("sea.yaml");
    Outcome made = generate("sea", "--pipeline", pipeline, "--bad-share", 0.02);
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out())
        .containsPattern("4000 events, \\d+ of them bad, \\S+ bytes into sea")
        .contains("learn it: thalweg run " + pipeline);
    JsonNode report = run(pipeline);
    long bad = report.path("dead_lettered").asLong();
    assertThat(bad).isBetween(50L, 110L);
    assertThat(made.out()).contains(" " + bad + " of them bad");
    assertThat(report.path("events_in").asLong()).isEqualTo(EVENTS);
    assertThat(report.path("events_trained").asLong()).isEqualTo(EVENTS - bad);
    assertThat(report.path("prequential").path("accuracy").asDouble()).isGreaterThan(0.75);

    Outcome plain = Outcome.of("features", "show", pipeline, "--from-topic", "--first", 200);
    assertThat(plain.exitCode()).as(plain.err()).isZero();
    assertThat(plain.out())
        .contains("sea/0 at offset 0: id sea-0, at 2000-01-01T00:00:00Z, label ")
        .contains("sea/0 at offset 199", "  refused: ")
        .doesNotContain("offset 200", "standardized");
    // In [0, 10) with mean 5 and deviation 2.89: a version that has seen enough comes near it.
    Outcome scaled = Outcome.of(show(pipeline, latestVersion(pipeline)));
    assertThat(scaled.exitCode()).as(scaled.err()).isZero();
    Matcher c = STANDARDIZED.matcher(scaled.out());
    assertThat(c.find()).as(scaled.out()).isTrue();
    double expected = (Double.parseDouble(c.group(1)) - 5) / (10 / Math.sqrt(12));
    assertThat(Double.parseDouble(c.group(2))).isCloseTo(expected, within(0.15));
  }

  private static Object[] show(Path pipeline, long version) {
    return new Object[] {
      "features", "show", pipeline, "--from-topic", "--first", 1, "--model-version", version
    };
  }

  private static long latestVersion(Path pipeline) throws IOException {
    String store = PipelineFile.read(pipeline).release().storeUri();
    List<Long> versions = ModelStores.entries(store).versions("sea");
    return versions.get(versions.size() - 1);
  }

  @Test
  void labelsOfATopicOfTheirOwnFindTheirEvents() throws IOException {
    Path pipeline = directory.resolve("payments.yaml");
    Outcome made =
        generate(
            "transactions",
            "--topic",
            "payments",
            "--labels-topic",
            "chargebacks",
            "--label-delay",
            "500ms",
            "--pipeline",
            pipeline);
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out()).contains("bytes into payments; 4000 labels into chargebacks");
    JsonNode report = run(pipeline);
    assertThat(report.path("events_trained").asLong()).isEqualTo(EVENTS);
    assertThat(report.path("dead_lettered").asLong()).isZero();
    assertThat(report.path("prequential").path("accuracy").asDouble()).isGreaterThan(0.7);
  }

  @Test
  void aFileOfLinesCanBePushedByTheSchemaBesideIt() throws IOException {
    Path pipeline = directory.resolve("led.yaml");
    Path lines = directory.resolve("led.jsonl");
    assertThat(generate("led", "--out", lines, "--pipeline", pipeline).exitCode()).isZero();
    Outcome pushed =
        Outcome.of(
            "push",
            lines,
            "--topic",
            "led",
            "--bootstrap-servers",
            shop.bootstrapServers(),
            "--schema",
            directory.resolve("led.avsc"));
    assertThat(pushed.exitCode()).as(pushed.err()).isZero();
    assertThat(pushed.out()).contains(EVENTS + " records");
    JsonNode report = run(pipeline);
    assertThat(report.path("events_trained").asLong()).isEqualTo(EVENTS);
    assertThat(report.path("prequential").path("accuracy").asDouble()).isGreaterThan(0.5);
  }

  private static Outcome generate(String name, Object... more) {
    Object[] always = {
      "generate", name, "--count", EVENTS, "--bootstrap-servers", shop.bootstrapServers()
    };
    return Outcome.of(Stream.concat(Arrays.stream(always), Arrays.stream(more)).toArray());
  }

  private static JsonNode run(Path pipeline) throws IOException {
    Path report = Files.createTempFile(directory, "report", ".json");
    Outcome outcome = Outcome.of("run", pipeline, "--until-end", "--report", report);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(Files.readString(report));
  }
}
