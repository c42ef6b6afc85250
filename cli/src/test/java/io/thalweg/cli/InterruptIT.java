package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in the middle: the command ends what it began, says how it stands, and goes. */
@Timeout(600)
final class InterruptIT {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(30);

  private static final String TWO_TOPICS =
      """
      name: late
      kafka: {%s}
      state: late-state
      source: {topic: offers, schema: offers.avsc, id: id}
      label: {topic: bought, schema: bought.avsc, id: id, field: bought, window: 1h}
      features:
        - {name: price, type: numeric}
      model: {layers: [4], head: binary, seed: 1}
      training: {batch: 32, optimizer: {type: adam, learning-rate: 0.01}}
      release: {every: 500ms, topic: late-models}
      """;

  @TempDir private Path directory;

  @Test
  void aDemoEndsWithItsSummaryAndReport() throws Exception {
    Path report = directory.resolve("report.json");
    try (CommandProcess demo =
        CommandProcess.start(
            directory.resolve("home"),
            "demo",
            "--rate",
            500,
            "--http-port",
            0,
            "--admin-port",
            0,
            "--report",
            report)) {
      demo.awaitOutput(Pattern.compile("learned.* serving v\\d"), START);
      demo.interrupt();
      Outcome outcome = demo.awaitEnd(END);
      assertThat(outcome.out())
          .containsPattern("\\d+ events in: \\d+ learned")
          .containsPattern("[1-9]\\d* versions released, .* 0 failed");
      assertNoTrace(outcome);
      JsonNode r = new ObjectMapper().readTree(Files.readString(report));
      assertThat(r.path("events_trained").asLong()).isPositive();
      assertThat(demo.children()).isZero();
    }
  }

  @Test
  void aRunThatServesAnswersUntilThenAndKeepsASavepoint() throws Exception {
    try (Shop shop = Shop.open(directory)) {
      shop.push(shop.purchases(1_000, 1), "purchases");
      Path pipeline = shop.pipeline("serving", "purchases", "serving: {port: 0}");
      try (CommandProcess run = CommandProcess.start(directory.resolve("home"), "run", pipeline)) {
        Matcher address = run.awaitOutput(Pattern.compile("serving on (http://\\S+)"), START);
        run.awaitOutput(Pattern.compile("1\\.00k learned.* serving v\\d"), START);
        awaitTruth(address.group(1));
        run.interrupt();
        Outcome outcome = run.awaitEnd(END);
        assertThat(outcome.out())
            .contains("1000 events in: 1000 learned, 0 dead-lettered, 0 duplicate, 0 expired")
            .containsPattern("last version: \\d+, 1.00k examples");
        assertNoTrace(outcome);
      }
      Outcome next = Outcome.of("run", pipeline, "--until-end");
      assertThat(next.out())
          .containsPattern("going on from .*serving-state/savepoints/savepoint-")
          .contains("1000 events in: 1000 learned");
    }
  }

  /** Half of the events come later than their labels, and later than the end of a run. */
  @Test
  void whatWaitsForItsEventIsLearnedAfterTheNextStart() throws Exception {
    try (Shop shop = Shop.open(directory)) {
      Path labels = rows("bought.csv", "bought", 0, 400, i -> "" + i % 2);
      Path early = rows("early.csv", "price", 0, 200, i -> "" + i % 50);
      Path late = rows("late.csv", "price", 200, 400, i -> "" + i % 50);
      assertThat(push(shop, labels, "bought").exitCode()).isZero();
      assertThat(push(shop, early, "offers").exitCode()).isZero();
      Path pipeline =
          Files.writeString(directory.resolve("late.yaml"), TWO_TOPICS.formatted(shop.kafka()));
      try (CommandProcess run = CommandProcess.start(directory.resolve("home"), "run", pipeline)) {
        run.awaitOutput(Pattern.compile("  200 learned"), START);
        run.interrupt();
        assertThat(run.awaitEnd(END).out()).contains("200 events in: 200 learned", "0 expired");
      }
      assertThat(push(shop, late, "offers").exitCode()).isZero();
      assertThat(Outcome.of("run", pipeline, "--until-end").out())
          .containsPattern("going on from .*/savepoints/savepoint-")
          .contains("400 events in: 400 learned, 0 dead-lettered, 0 duplicate, 0 expired");
    }
  }

  private Path rows(String file, String field, int from, int to, IntFunction<String> value)
      throws IOException {
    return Files.writeString(
        directory.resolve(file),
        IntStream.range(from, to)
            .mapToObj(i -> "i%d,%s%n".formatted(i, value.apply(i)))
            .collect(Collectors.joining("", "id," + field + "\n", "")));
  }

  private Outcome push(Shop shop, Path rows, String topic) {
    List<Object> push = new ArrayList<>(List.of("push", rows, "--topic", topic));
    push.addAll(List.of("--write-schema", directory.resolve(topic + ".avsc")));
    push.addAll(shop.options());
    return Outcome.of(push.toArray());
  }

  /** The first versions may have seen a few rows only. */
  private static void awaitTruth(String server) throws Exception {
    long deadline = System.nanoTime() + START.toNanos();
    while (sells(server, "red", 5) <= 0.5 || sells(server, "blue", 95) >= 0.5) {
      assertThat(System.nanoTime()).as("no version has learned it").isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** The served model's probability. */
  private static double sells(String server, String colour, double price) throws Exception {
    String body =
        """
        {"inputs": [{"name": "price", "datatype": "FP64", "shape": [1], "data": [%s]},
                    {"name": "colour", "datatype": "BYTES", "shape": [1], "data": ["%s"]}]}
        """
            .formatted(price, colour);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + "/v2/models/shop/infer"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    JsonNode data = new ObjectMapper().readTree(answer).at("/outputs/0/data/0");
    assertThat(data.isNumber()).as(answer).isTrue();
    return data.asDouble();
  }

  private static void assertNoTrace(Outcome outcome) {
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).doesNotContain("Exception", "\tat ");
  }
}
