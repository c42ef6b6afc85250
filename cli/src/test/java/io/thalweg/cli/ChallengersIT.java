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

/** A model that hardly learns, and a wider one that does. */
@Timeout(180)
final class ChallengersIT {
  private static final String WIDER =
      """
      challengers:
        min-examples: 100
        block: 8
        candidates:
          - {name: wider, model: {layers: [48]}, training: {optimizer: {learning-rate: 0.01}}}
      """;

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
    Path file = shop.pipeline(name, name, more + WIDER);
    String slow = "{type: adam, learning-rate: 1.0e-8}}\nrounds";
    return Files.writeString(
        file, Files.readString(file).replace("{type: adam, learning-rate: 0.01}}\nrounds", slow));
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
  void theBetterOneTakesOverAndItsVersionsTakeThePlaceOfTheOthersInAServer() throws Exception {
    shop.push(shop.purchases(100, 1), "served");
    Path pipeline = pipeline("served", "");
    try (InferenceServer server =
        InferenceServer.open(
            new ServingConfig(
                new HttpSettings("127.0.0.1", 0),
                Map.of("bootstrap.servers", shop.bootstrapServers()),
                "served-models",
                directory.resolve("served-state/models").toUri().toString(),
                List.of("shop"),
                false))) {
      assertThat(run(pipeline)).contains("champion: the pipeline's own model");
      JsonNode first = lastVersion(pipeline);
      assertThat(first.path("provenance").has("challenger")).isFalse();
      server.start();
      awaitServed(server, first);

      shop.push(shop.purchases(4_000, 2), "served");
      assertThat(run(pipeline)).contains("champion: challenger 'wider'");
      JsonNode last = lastVersion(pipeline);
      assertThat(last.path("provenance").path("challenger").asText()).isEqualTo("wider");
      assertThat(last.path("spec")).isNotEqualTo(first.path("spec"));
      assertThat(last.path("spec").toString()).contains("48");
      awaitServed(server, last);
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
  void aDeterministicRunPromotesInTheSameRoundWheneverItIsMadeAgain() throws Exception {
    shop.push(shop.purchases(3_000, 3), "again");
    Path pipeline = pipeline("again", "deterministic: true\n");
    assertThat(run(pipeline)).contains("champion: challenger 'wider'");
    JsonNode last = lastVersion(pipeline);
    Outcome rebuilt =
        Outcome.of(
            "models", "rebuild", "shop", last.path("version").asLong(), "--pipeline", pipeline);
    assertThat(rebuilt.exitCode()).as(rebuilt.err() + rebuilt.out()).isZero();
    assertThat(rebuilt.out()).contains("equal");
  }
}
