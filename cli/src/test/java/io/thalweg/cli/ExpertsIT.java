package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.serving.InferenceServer;
import io.thalweg.serving.ServingConfig;
import io.thalweg.serving.http.HttpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Customers who buy what they didn't, and then again what they did. */
@Timeout(180)
final class ExpertsIT {
  private static final int ROWS = 6_000;

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

  private static Path pipeline(String name, String more) throws IOException {
    Path file = shop.pipeline(name, name, more);
    return Files.writeString(
        file,
        Files.readString(file)
            .replace("model: {", "model: {type: experts, experts: 3, ")
            .replace("training: {batch: 32", "training: {batch: 8"));
  }

  /** The same purchases, or what wasn't bought. */
  private static void push(long seed, boolean opposite, String topic) throws IOException {
    Path csv = shop.purchases(ROWS, seed);
    if (opposite) {
      List<String> lines = Files.readAllLines(csv);
      Files.write(
          csv,
          lines.stream()
              .map(
                  l ->
                      l.endsWith(",1")
                          ? l.substring(0, l.length() - 1) + "0"
                          : l.endsWith(",0") ? l.substring(0, l.length() - 1) + "1" : l)
              .toList());
    }
    Outcome pushed = shop.push(csv, topic);
    assertThat(pushed.exitCode()).as(pushed.err()).isZero();
  }

  private static String run(Path pipeline) {
    Outcome outcome = Outcome.of("run", pipeline, "--until-end");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private static JsonNode lastVersion(Path pipeline) throws IOException {
    Outcome shown = Outcome.of("models", "show", "shop", "--pipeline", pipeline, "--json");
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    return new ObjectMapper().readTree(shown.out());
  }

  @Test
  void twoLearnersHaveAnExpertForEachRegimeAndFindItAgainFromACheckpoint() throws Exception {
    push(1, false, "regimes");
    Path pipeline = pipeline("regimes", "learners: 2\ndeterministic: true\n");
    assertThat(run(pipeline))
        .contains("experts: 1 of 3 in use, number 0 counts; 0 added, 0 recalled");
    push(2, true, "regimes");
    assertThat(run(pipeline))
        .contains("experts: 2 of 3 in use, number 1 counts; 1 added, 0 recalled");
    try (InferenceServer server =
        InferenceServer.open(
            new ServingConfig(
                new HttpSettings("127.0.0.1", 0),
                Map.of("bootstrap.servers", shop.bootstrapServers()),
                "regimes-models",
                directory.resolve("regimes-state/models").toUri().toString(),
                List.of("shop"),
                false))) {
      server.start();
      awaitServed(server, lastVersion(pipeline));
      push(3, false, "regimes");
      assertThat(run(pipeline))
          .contains("experts: 2 of 3 in use, number 0 counts; 1 added, 1 recalled");
      awaitServed(server, lastVersion(pipeline));
    }
  }

  /** A server refuses a version of which it computes anything else than its learner did. */
  private static void awaitServed(InferenceServer server, JsonNode manifest) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(server.stats().servingVersions())
                    .containsEntry("shop", manifest.path("version").asLong()));
  }

  @Test
  void aDeterministicRunChoosesInTheSameRoundWheneverItIsMadeAgain() throws Exception {
    push(4, false, "again");
    push(5, true, "again");
    Path pipeline = pipeline("again", "deterministic: true\n");
    assertThat(run(pipeline))
        .contains("experts: 2 of 3 in use, number 1 counts; 1 added, 0 recalled");
    JsonNode last = lastVersion(pipeline);
    Outcome rebuilt =
        Outcome.of(
            "models", "rebuild", "shop", last.path("version").asLong(), "--pipeline", pipeline);
    assertThat(rebuilt.exitCode()).as(rebuilt.err() + rebuilt.out()).isZero();
    assertThat(rebuilt.out()).contains("equal");
  }
}
