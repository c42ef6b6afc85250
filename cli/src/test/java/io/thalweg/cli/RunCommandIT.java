package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class RunCommandIT {
  private static final int ROWS = 3_000;
  private static final String DETERMINISTIC = "deterministic: true";

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
  void learnsEveryRowOnceFarAboveTheBaselinesAndGoesOnFromThere() throws IOException {
    Outcome pushed = shop.push(shop.purchases(ROWS, 1), "going-on");
    assertThat(pushed.exitCode()).as(pushed.err()).isZero();
    assertThat(pushed.out()).contains("3000 records", "into going-on");

    Path pipeline = shop.pipeline("going-on", "going-on", DETERMINISTIC);
    JsonNode first = run(pipeline);
    assertThat(first.path("events_in").asLong()).isEqualTo(ROWS);
    assertThat(first.path("events_trained").asLong()).isEqualTo(ROWS);
    assertThat(first.path("dead_lettered").asLong()).isZero();
    assertThat(first.path("versions_released").asLong()).isPositive();
    JsonNode scores = first.path("prequential");
    assertThat(scores.path("baseline_no_change").asDouble()).isBetween(0.4, 0.6);
    assertThat(scores.path("accuracy").asDouble()).isGreaterThan(0.8);

    JsonNode nothingNew = run(pipeline);
    assertThat(nothingNew.path("events_trained").asLong()).isEqualTo(ROWS);
    assertThat(nothingNew.path("model_sha256")).isEqualTo(first.path("model_sha256"));

    shop.push(shop.purchases(500, 2), "going-on");
    JsonNode onTop = run(pipeline);
    assertThat(onTop.path("events_trained").asLong()).isEqualTo(ROWS + 500);
    assertThat(onTop.path("model_sha256")).isNotEqualTo(first.path("model_sha256"));
  }

  @Test
  void theSameRowsGiveTheSameWeights() throws IOException {
    shop.push(shop.purchases(ROWS, 3), "repeatable");
    // A registry of its own each: else the second could read the first one's release.
    JsonNode one = run(shop.pipeline("one", "repeatable", DETERMINISTIC));
    JsonNode other = run(shop.pipeline("other", "repeatable", DETERMINISTIC));
    assertThat(one.path("model_sha256").asText()).hasSize(64);
    assertThat(other.path("model_sha256")).isEqualTo(one.path("model_sha256"));
    assertThat(other.path("prequential")).isEqualTo(one.path("prequential"));

    JsonNode anew = run(shop.pipeline("one", "repeatable", DETERMINISTIC), "--fresh");
    assertThat(anew.path("events_trained").asLong()).isEqualTo(ROWS);
    assertThat(anew.path("model_sha256")).isEqualTo(one.path("model_sha256"));
  }

  @Test
  void theLastVersionHasLearnedEverythingAndTheSummaryNamesIt() throws IOException {
    shop.push(shop.purchases(200, 4), "summary");
    Outcome outcome = Outcome.of("run", shop.pipeline("summary", "summary", ""), "--until-end");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("200 events in: 200 learned, 0 dead-lettered, 0 duplicate, 0 expired")
        .contains("prequential accuracy")
        .containsPattern("last version: \\d+, 200 examples, weights [0-9a-f]{64}");
  }

  @Test
  void aCheckpointOfAnotherModelEndsTheRunWithTheReason() throws IOException {
    shop.push(shop.purchases(200, 5), "changed");
    Path pipeline = shop.pipeline("changed", "changed", "");
    assertThat(Outcome.of("run", pipeline, "--until-end").exitCode()).isZero();
    Files.writeString(pipeline, Files.readString(pipeline).replace("layers: [16]", "layers: [8]"));
    Outcome outcome = Outcome.of("run", pipeline, "--until-end");
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.err())
        .hasLineCount(1)
        .contains("the checkpoint holds a model of")
        .contains("restore features and model of the pipeline");
  }

  @Test
  void aFeatureOfAnotherFormIsRefusedAndOneOfOtherBoundsIsNot() throws IOException {
    shop.push(shop.purchases(100, 6), "formed");
    Path pipeline = shop.pipeline("formed", "formed", "");
    String plain = Files.readString(pipeline);
    assertThat(Outcome.of("run", pipeline, "--until-end").exitCode()).isZero();
    String price = "{name: price, type: numeric}";
    assertThat(plain).contains(price);
    Files.writeString(
        pipeline, plain.replace(price, "{name: price, type: numeric, transform: log1p}"));
    Outcome other = Outcome.of("run", pipeline, "--until-end");
    assertThat(other.exitCode()).as(other.out()).isEqualTo(2);
    assertThat(other.err())
        .hasLineCount(1)
        .contains("the checkpoint has learned [price] in another form than the pipeline's");
    Files.writeString(pipeline, plain.replace(price, "{name: cost, field: price, type: numeric}"));
    assertThat(Outcome.of("run", pipeline, "--until-end").err())
        .contains("the checkpoint's features are [price, colour], the pipeline's [cost, colour]");
    Files.writeString(pipeline, plain.replace(price, "{name: price, type: numeric, max: 100000}"));
    assertThat(Outcome.of("run", pipeline, "--until-end").exitCode()).isZero();
  }

  @Test
  void strategiesAgainstForgettingLearnAndGoOnAndAnotherWayOfReplayIsRefused() throws IOException {
    shop.push(shop.purchases(ROWS, 7), "kept");
    Path pipeline = shop.pipeline("kept", "kept", DETERMINISTIC);
    String plain = Files.readString(pipeline);
    Files.writeString(
        pipeline,
        plain.replace(
            "training: {batch: 32,",
            "training: {batch: 32, replay-steps: 2, consolidate-every: 1000, strategy: [{type:"
                + " der++}, {type: ewc, lambda: 0.1}, {type: si}, {type: lwf}],"));
    JsonNode first = run(pipeline);
    assertThat(first.path("events_trained").asLong()).isEqualTo(ROWS);
    assertThat(first.path("prequential").path("accuracy").asDouble()).isGreaterThan(0.8);
    shop.push(shop.purchases(500, 8), "kept");
    JsonNode onTop = run(pipeline);
    assertThat(onTop.path("events_trained").asLong()).isEqualTo(ROWS + 500);
    assertThat(onTop.path("model_sha256")).isNotEqualTo(first.path("model_sha256"));

    Files.writeString(pipeline, plain);
    Outcome outcome = Outcome.of("run", pipeline, "--until-end");
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.err())
        .hasLineCount(1)
        .contains("put both back as they were, or begin anew with --fresh")
        .contains("training.strategy")
        .doesNotContain("columnBytes", "restore-");
  }

  @Test
  void aTopicWhoseRecordsAreAllRefusedEndsWithTheFirstReason() throws IOException {
    shop.push(shop.purchases(50, 6), "others");
    Path pipeline = shop.pipeline("refused", "others", "");
    Files.writeString(
        pipeline,
        Files.readString(pipeline)
            .replace("{name: price, type: numeric}", "{name: price, type: numeric, min: 1000}"));
    Outcome outcome = Outcome.of("run", pipeline, "--until-end");
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.out())
        .contains("50 dead-lettered")
        .contains("refused records are on topic others.dead-letters; the first is others/0 at")
        .contains("is outside [1000.0, ");
    assertThat(outcome.err())
        .hasLineCount(1)
        .contains("nothing was learned: 50 of 50 events were refused; compare source.schema");
  }

  private static JsonNode run(Path pipeline, String... more) throws IOException {
    Path report = Files.createTempFile(directory, "report", ".json");
    Object[] arguments = new Object[5 + more.length];
    arguments[0] = "run";
    arguments[1] = pipeline;
    arguments[2] = "--until-end";
    arguments[3] = "--report";
    arguments[4] = report;
    System.arraycopy(more, 0, arguments, 5, more.length);
    Outcome outcome = Outcome.of(arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(Files.readString(report));
  }
}
