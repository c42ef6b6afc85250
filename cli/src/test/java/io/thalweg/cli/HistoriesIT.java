package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.bench.Row;
import io.thalweg.bench.prequential.PrequentialBench;
import io.thalweg.bench.prequential.PrequentialOptions;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.ServedHistories;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.serving.InferenceServer;
import io.thalweg.serving.ServingConfig;
import io.thalweg.serving.http.HttpSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories of fields and of labels that come on a topic of their own, through the whole job,
 * beside the same rows in the plain loop, where each history is filled in from memory. Each label
 * is known at the time of its event, so both see the same past.
 */
@Timeout(120)
final class HistoriesIT {
  private static final int ROWS = 2_000;
  private static final int KEYS = 3;
  private static final long BEGIN_MILLIS = 1_700_000_000_000L;

  @TempDir private Path directory;

  /** Of each key the newest fields, label and offset. */
  private final double[][] x = new double[KEYS][3];

  private final int[] before = new int[KEYS];
  private final int[] last = new int[KEYS];

  @Test
  void aJobWithATopicOfLabelsLearnsWhatThePlainLoopDoesToTheBit() throws Exception {
    Path csv = rows();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      Path pipeline = pipeline(kafka.bootstrapServers());
      push(csv, kafka, "event");
      push(csv, kafka, "label");
      Path report = directory.resolve("run.json");
      Outcome run = Outcome.of("run", pipeline, "--until-end", "--report", report);
      assertThat(run.exitCode()).as(run.err()).isZero();
      JsonNode job = new ObjectMapper().readTree(Files.readString(report));
      assertThat(job.path("events_trained").asInt()).isEqualTo(ROWS);

      Map<String, Double> plain = plain(csv, pipeline);
      JsonNode scores = job.path("prequential");
      assertThat(scores.path("baseline_no_change").asDouble()).isLessThan(0.7);
      assertThat(scores.path("accuracy").asDouble())
          .as("no row says by itself what its label is")
          .isGreaterThan(0.8)
          .isEqualTo(plain.get("accuracy"));
      assertThat(scores.path("logloss").asDouble()).isEqualTo(plain.get("logloss"));
      aServerLooksUpWhatTheNextEventOfEachKeyGets(kafka.bootstrapServers());
    }
  }

  private void aServerLooksUpWhatTheNextEventOfEachKeyGets(String servers) throws Exception {
    ServingConfig config =
        new ServingConfig(
                new HttpSettings("127.0.0.1", 0),
                Map.of("bootstrap.servers", servers),
                "models",
                directory.resolve("state/models").toUri().toString(),
                List.of("histories"),
                false)
            .with(ServedHistories.of(PipelineFile.read(directory.resolve("p.yaml"))));
    try (InferenceServer server = InferenceServer.open(config)) {
      server.start();
      await().until(() -> server.stats().servingVersions().containsKey("histories"));
      for (int key = 0; key < KEYS; key++) {
        double mean = (x[key][0] + x[key][1] + x[key][2]) / 3;
        JsonNode given =
            predict(
                server,
                "{\"x\": 0.5, \"x_mean\": %s, \"y_before\": %d, \"seen\": 5}"
                    .formatted(mean, before[key]));
        JsonNode lookedUp = predict(server, "{\"x\": 0.5, \"account\": \"a%d\"}".formatted(key));
        assertThat(lookedUp.at("/predictions/0").asDouble())
            .isCloseTo(given.at("/predictions/0").asDouble(), within(1e-5));
        assertThat(given.has("history_offsets")).isFalse();
        assertThat(lookedUp.path("history_offsets").asText())
            .isEqualTo("0:%d,labels/0:%d".formatted(last[key], last[key]));
      }
      JsonNode nobody = predict(server, "{\"x\": 0.5, \"account\": \"b\"}");
      assertThat(nobody.path("history_offsets").asText()).isEqualTo("unknown");
    }
  }

  private static JsonNode predict(InferenceServer server, String event) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/v1/models/histories:predict".formatted(server.port())))
            .POST(HttpRequest.BodyPublishers.ofString("{\"instances\": [" + event + "]}"))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  /** Where the key's last three x were high on average the label is 1, else what it was before. */
  private Path rows() throws Exception {
    SplittableRandom random = new SplittableRandom(17);
    StringBuilder csv = new StringBuilder("id,account,at,x,y\n");
    for (int n = 0; n < ROWS; n++) {
      int key = random.nextInt(KEYS);
      double sum = x[key][0] + x[key][1] + x[key][2];
      int y = sum > 1 ? 1 : sum < -1 ? 0 : 1 - before[key];
      csv.append(
          "e%d,a%d,%d,%s,%d%n"
              .formatted(n, key, BEGIN_MILLIS + 10L * n, random(x, key, random), y));
      before[key] = y;
      last[key] = n;
    }
    return Files.writeString(directory.resolve("rows.csv"), csv);
  }

  private static double random(double[][] x, int key, SplittableRandom random) {
    x[key][0] = x[key][1];
    x[key][1] = x[key][2];
    x[key][2] = random.nextDouble(-1, 1);
    return x[key][2];
  }

  private void push(Path csv, EmbeddedKafka kafka, String topic) {
    Outcome pushed =
        Outcome.of(
            "push",
            csv,
            "--topic",
            topic + "s",
            "--bootstrap-servers",
            kafka.bootstrapServers(),
            "--schema",
            directory.resolve(topic + ".avsc"));
    assertThat(pushed.exitCode()).as(pushed.err()).isZero();
  }

  private Path pipeline(String servers) throws Exception {
    Files.writeString(
        directory.resolve("event.avsc"),
        """
        {"type": "record", "name": "Event", "fields": [
          {"name": "id", "type": "string"}, {"name": "account", "type": "string"},
          {"name": "at", "type": "long"}, {"name": "x", "type": "double"},
          {"name": "y", "type": "int"}]}
        """);
    Files.writeString(
        directory.resolve("label.avsc"),
        """
        {"type": "record", "name": "Label", "fields": [
          {"name": "id", "type": "string"}, {"name": "at", "type": "long"},
          {"name": "y", "type": "int"}]}
        """);
    return Files.writeString(
        directory.resolve("p.yaml"),
        """
        name: histories
        kafka: {bootstrap.servers: "%s"}
        state: state
        deterministic: true
        source: {topic: events, schema: event.avsc, id: id, key: account, time: at}
        label: {topic: labels, schema: label.avsc, id: id, field: y, time: at, window: 10s}
        features:
          - {name: x, type: numeric}
          - {name: x_mean, type: history, field: x, aggregate: mean, over: 3}
          - {name: y_before, type: history, of: label}
          - {name: seen, type: history, of: label, aggregate: count, over: 5}
        model: {layers: [16], head: binary, seed: 1}
        training:
          batch: 4
          replay-per-fresh: 2
          optimizer: {type: adam, learning-rate: 0.01}
        replay: {capacity: 64000, retention: window}
        rounds: {every-examples: 64}
        release: {every: 1s}
        topics: {histories: histories.past}
        """
            .formatted(servers));
  }

  private Map<String, Double> plain(Path csv, Path pipeline) throws Exception {
    PrequentialOptions options = new PrequentialOptions(csv, "y", pipeline, OptionalLong.empty());
    return PrequentialBench.run(
            options, directory.resolve("scratch"), (learned, total, counts) -> {})
        .stream()
        .map(Row.Measured.class::cast)
        .collect(Collectors.toMap(Row::name, Row.Measured::value));
  }
}
