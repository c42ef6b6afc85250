package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.schemas.ServedPrediction;
import io.thalweg.serving.InferenceServer;
import io.thalweg.serving.ServingConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server is asked about purchases that the pipeline learns later. */
@Timeout(180)
final class FeedbackIT {
  private static final int ASKED = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void whatIsServedIsSentAndJudgedByTheLabelsThatAreLearnedLater() throws Exception {
    try (Shop shop = Shop.open(directory)) {
      shop.push(shop.purchases(1_000, 1), "orders");
      Path pipeline = shop.pipeline("orders", "orders", "topics: {audit: orders-learned}");
      run(pipeline);
      try (InferenceServer server = InferenceServer.open(serving(shop))) {
        server.start();
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(server.stats().servingVersions()).containsKey("shop"));

        Path later = shop.purchases(ASKED, 2);
        Map<String, Double> answers = new HashMap<>();
        List<String> rows = Files.readAllLines(later).subList(1, ASKED + 1);
        for (int i = 0; i < ASKED; i++) {
          String id = Integer.toString(i + 1);
          answers.put(id, probability(server.port(), id, rows.get(i)));
        }
        Map<String, ServedPrediction> sent = predictions(shop.bootstrapServers());
        assertThat(sent.keySet()).isEqualTo(answers.keySet());
        answers.forEach(
            (id, p) ->
                assertThat(1 / (1 + Math.exp(-sent.get(id).logits().get(0))))
                    .isCloseTo(p, within(1e-5)));
        assertThat(sent.get("1").features()).hasSize(17);

        shop.push(later, "orders"); // the same ids, 1 and so on
        run(pipeline);
        JsonNode figures = awaitMatched(server.adminPort().getAsInt());
        assertThat(figures.path("served").asLong()).isEqualTo(ASKED);
        double right = 0;
        double loss = 0;
        for (int i = 0; i < ASKED; i++) {
          double p = answers.get(Integer.toString(i + 1));
          boolean bought = rows.get(i).endsWith(",1");
          right += p >= 0.5 == bought ? 1 : 0;
          loss -= Math.log(bought ? p : 1 - p);
        }
        JsonNode metrics = figures.path("metrics");
        assertThat(metrics.path("accuracy").asDouble()).isEqualTo(right / ASKED, within(1e-9));
        assertThat(metrics.path("logloss").asDouble()).isEqualTo(loss / ASKED, within(1e-4));
        assertThat(figures.path("label_delay_p50_ms").asLong()).isPositive();
      }
    }
  }

  private static void run(Path pipeline) {
    Outcome outcome = Outcome.of("run", pipeline, "--until-end");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  private ServingConfig serving(Shop shop) {
    String yaml =
        """
        http: {port: 0}
        admin: {port: 0}
        kafka: {bootstrap.servers: "%s"}
        models-topic: orders-models
        store: %s
        models: [shop]
        feedback:
          features: 1
          learned: {shop: orders-learned}
        """
            .formatted(shop.bootstrapServers(), directory.resolve("orders-state/models").toUri());
    return ServingConfig.read(ConfigFile.parse("serving.yaml", yaml));
  }

  private static double probability(int port, String id, String row) throws Exception {
    String[] cells = row.split(",", -1);
    String body =
        """
        {"id": "%s", "inputs": [
          {"name": "price", "datatype": "FP64", "shape": [1], "data": [%s]},
          {"name": "colour", "datatype": "BYTES", "shape": [1], "data": ["%s"]}]}
        """
            .formatted(id, cells[0], cells[1]);
    JsonNode answer =
        send(
            HttpRequest.newBuilder(uri(port, "/v2/models/shop/infer"))
                .POST(BodyPublishers.ofString(body))
                .build());
    assertThat(answer.path("id").asText()).isEqualTo(id);
    return answer.at("/outputs/0/data/0").asDouble();
  }

  private static JsonNode awaitMatched(int port) throws Exception {
    await().atMost(PATIENCE).until(() -> version(port).path("matched").asLong() == ASKED);
    return version(port);
  }

  private static JsonNode version(int port) throws Exception {
    return send(HttpRequest.newBuilder(uri(port, "/v1/feedback")).build()).at("/versions/0");
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static JsonNode send(HttpRequest request) throws Exception {
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static Map<String, ServedPrediction> predictions(String servers) throws Exception {
    Map<String, ServedPrediction> found = new HashMap<>();
    TopicPartition topic = new TopicPartition("shop.predictions", 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(topic));
      consumer.seekToBeginning(List.of(topic));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (found.size() < ASKED && System.nanoTime() < deadline) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          ServedPrediction p = ServedPrediction.fromBytes(record.value());
          found.put(p.eventId(), p);
        }
      }
    }
    return found;
  }
}
