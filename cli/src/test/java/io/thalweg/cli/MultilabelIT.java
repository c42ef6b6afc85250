package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sets of labels, from a file on two topics to what a server says of a new event. */
@Timeout(180)
final class MultilabelIT {
  private static final int ROWS = 3_000;
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(30);

  private static final String ARTICLES =
      """
      {"type": "record", "name": "a", "fields": [{"name": "id", "type": "long"},
        {"name": "x", "type": "double"}, {"name": "y", "type": "double"}]}
      """;

  private static final String TOPICS =
      """
      {"type": "record", "name": "l", "fields": [{"name": "id", "type": "long"},
        {"name": "topics", "type": {"type": "array", "items": "string"}}]}
      """;

  @TempDir private Path directory;

  @Test
  void labelsThatComeLaterAreJoinedLearnedAndServedUnderTheirNames() throws Exception {
    try (Shop shop = Shop.open(directory)) {
      push(shop, events(), "articles", ARTICLES);
      push(shop, labels(), "topics", TOPICS);
      Path pipeline = pipeline(shop);
      JsonNode report = untilEnd(pipeline);
      assertThat(report.path("events_trained").asLong()).isEqualTo(ROWS - 2);
      JsonNode scores = report.path("prequential");
      assertThat(scores.path("accuracy").asDouble()).isBetween(0.6, 1.0);
      assertThat(scores.path("baseline_majority").asDouble()).isBetween(0.1, 0.4);
      assertThat(scores.path("hamming_loss").asDouble()).isBetween(0.0, 0.2);
      assertThat(scores.path("f1_micro").asDouble()).isBetween(0.8, 1.0);
      assertThat(scores.path("baseline_no_change_hamming_loss").asDouble()).isBetween(0.4, 0.6);

      try (CommandProcess run = CommandProcess.start(directory.resolve("home"), "run", pipeline)) {
        Matcher address = run.awaitOutput(Pattern.compile("serving on (http://\\S+)"), START);
        run.awaitOutput(Pattern.compile("serving v\\d"), START);
        JsonNode answer = ask(address.group(1));
        JsonNode output = answer.at("/outputs/0");
        assertThat(output.path("name").asText()).isEqualTo("probabilities");
        assertThat(output.path("shape")).hasToString("[2,2]");
        assertThat(output.at("/parameters/labels").asText()).isEqualTo("right,up");
        assertThat(output.at("/data/0").asDouble()).isGreaterThan(0.8);
        assertThat(output.at("/data/1").asDouble()).isLessThan(0.2);
        assertThat(output.at("/data/2").asDouble()).isLessThan(0.2);
        assertThat(output.at("/data/3").asDouble()).isGreaterThan(0.8);
        run.interrupt();
        assertThat(run.awaitEnd(END).exitCode()).isZero();
      }
    }
  }

  private JsonNode untilEnd(Path pipeline) throws Exception {
    Path report = directory.resolve("report.json");
    Outcome outcome = Outcome.of("run", pipeline, "--until-end", "--report", report);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("2998 learned, 0 dead-lettered, 0 duplicate, 2 expired")
        .contains("prequential accuracy")
        .contains("label 'rihgt' is none of model.head.labels; did you mean 'right'?");
    return new ObjectMapper().readTree(Files.readString(report));
  }

  private static double[] point(int i) {
    SplittableRandom random = new SplittableRandom(i);
    return new double[] {
      (random.nextBoolean() ? 1 : -1) * (0.2 + random.nextDouble()),
      (random.nextBoolean() ? 1 : -1) * (0.2 + random.nextDouble())
    };
  }

  private static List<String> events() {
    List<String> lines = new ArrayList<>(List.of("x,y"));
    for (int i = 0; i < ROWS; i++) {
      lines.add(point(i)[0] + "," + point(i)[1]);
    }
    return lines;
  }

  /** The first two can't be read. */
  private static List<String> labels() {
    List<String> lines = new ArrayList<>(List.of("topics,row"));
    for (int i = 0; i < ROWS; i++) {
      double[] point = point(i);
      List<String> set = new ArrayList<>();
      if (i == 0) {
        set.add("rihgt");
      }
      if (i == 1) {
        set.addAll(List.of("up", "up"));
      }
      if (i > 1 && point[0] > 0) {
        set.add("right");
      }
      if (i > 1 && point[1] > 0) {
        set.add("up");
      }
      lines.add(String.join(";", set) + "," + i); // a line of its own, though the set be empty
    }
    return lines;
  }

  private void push(Shop shop, List<String> lines, String topic, String schema) throws Exception {
    Path csv = Files.write(directory.resolve(topic + ".csv"), lines);
    Path avsc = Files.writeString(directory.resolve(topic + ".avsc"), schema);
    Outcome outcome =
        Outcome.of(
            "push",
            csv,
            "--topic",
            topic,
            "--bootstrap-servers",
            shop.bootstrapServers(),
            "--add-id",
            "--schema",
            avsc);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  private Path pipeline(Shop shop) throws Exception {
    return Files.writeString(
        directory.resolve("tags.yaml"),
        """
        name: tags
        kafka: {bootstrap.servers: "%s"}
        state: state
        deterministic: true
        source: {topic: articles, schema: articles.avsc, id: id}
        label: {topic: topics, schema: topics.avsc, id: id, field: topics, window: 1h}
        features: [{name: x, type: numeric}, {name: y, type: numeric}]
        model: {layers: [16], head: {type: multilabel, labels: [right, up]}, seed: 1}
        training: {batch: 32, optimizer: {type: adam, learning-rate: 0.01}}
        rounds: {every-examples: 256}
        release: {every: 500ms}
        serving: {port: 0}
        """
            .formatted(shop.bootstrapServers()));
  }

  /** One to the right and not up, one the other way round; retried while the port opens. */
  private static JsonNode ask(String server) throws Exception {
    String body =
        """
        {"inputs": [{"name": "x", "datatype": "FP64", "shape": [2], "data": [0.9, -0.9]},
                    {"name": "y", "datatype": "FP64", "shape": [2], "data": [-0.9, 0.9]}]}
        """;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + "/v2/models/tags/infer"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        return new ObjectMapper().readTree(answer.body());
      }
      assertThat(System.nanoTime()).as(answer.body()).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
