package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.schemas.DeadLetterHeaders;
import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import io.thalweg.serving.InferenceServer;
import io.thalweg.serving.ServingConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with a console beside a broker on which somebody tells of learning. */
@Timeout(180)
final class ConsoleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FIGURES = "models.figures";
  private static final String LETTERS = "events.dead-letters";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void whatProcessesTellIsShownAlsoByAServerThatIsStartedLater() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      TopicAdmin.ensure(kafka.bootstrapServers(), Map.of(), "models", 1);
      long began = System.currentTimeMillis() / 1_000 * 1_000 - 600_000;
      try (InferenceServer server = InferenceServer.open(serving(kafka))) {
        server.start();
        TopicAdmin.ensure(kafka.bootstrapServers(), Map.of(), FIGURES, 1);
        tell(producer, System.currentTimeMillis(), 10);
        await().atMost(PATIENCE).until(() -> state(server).at("/totals/learned").asLong() == 10);
      }
      for (int i = 0; i < 5; i++) {
        tell(producer, began + 1_000L * i, 100 + 20 * i);
      }
      TopicAdmin.ensure(kafka.bootstrapServers(), Map.of(), LETTERS, 1);
      for (int i = 0; i < 150; i++) {
        refuse(producer, i);
      }
      try (InferenceServer server = InferenceServer.open(serving(kafka))) {
        server.start();
        await().atMost(PATIENCE).until(() -> state(server).path("letters").size() == 100);
        JsonNode letter = state(server).at("/letters/0");
        assertThat(letter.path("topic").asText()).isEqualTo("events");
        assertThat(letter.path("offset").asLong()).isEqualTo(149);
        assertThat(letter.path("reason").asText()).isEqualTo("too short");
        assertThat(letter.path("head").asText()).isEqualTo("ab.");
        assertThat(state(server).at("/absent/forgetting").asText()).isNotEmpty();
        tell(producer, System.currentTimeMillis(), 500);
        await()
            .atMost(PATIENCE)
            .until(() -> get(server, "/console/api/models").at("/models/0/learning").asBoolean());
        assertThat(get(server, "/console/api/models").at("/models/0/name").asText())
            .isEqualTo("fraud");
        HttpResponse<String> metrics = ask(server, "/metrics");
        assertThat(metrics.body())
            .contains("thalweg_learning_examples_total{model=\"fraud\",of=\"new\"} 500.0");
      }
    }
  }

  @Test
  void curvesAreThereFromBeforeTheServerWasStarted() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      TopicAdmin.ensure(kafka.bootstrapServers(), Map.of(), "models", 1);
      TopicAdmin.ensure(kafka.bootstrapServers(), Map.of(), FIGURES, 1);
      long began = System.currentTimeMillis() / 1_000 * 1_000 - 300_000;
      tell(producer, began - 24 * 3_600_000L, 1);
      for (int i = 0; i < 30; i++) {
        tell(producer, began + 1_000L * i, 100 + 20 * i);
      }
      try (InferenceServer server = InferenceServer.open(serving(kafka))) {
        server.start();
        String path = "/console/api/models/fraud/series?range=";
        await()
            .atMost(PATIENCE)
            .until(() -> knows(server) && get(server, path + 900).path("time").size() > 30);
        JsonNode seconds = get(server, path + 900);
        assertThat(seconds.at("/time/0").asLong()).isEqualTo(began);
        assertThat(seconds.at("/series/learned_per_second/10").asDouble()).isEqualTo(20);
        assertThat(seconds.at("/series/accuracy/10").asDouble()).isEqualTo(0.5);
        assertThat(get(server, path + 7_200).at("/series/learned_per_second/1").asDouble())
            .isEqualTo(20);
      }
    }
  }

  private ServingConfig serving(EmbeddedKafka kafka) {
    String yaml =
        """
        http: {port: 0}
        admin: {port: 0}
        kafka: {bootstrap.servers: "%s"}
        store: %s
        """
            .formatted(kafka.bootstrapServers(), directory.resolve("store").toUri());
    return ServingConfig.read(ConfigFile.parse("serving.yaml", yaml));
  }

  private static void tell(KafkaProducer<byte[], byte[]> producer, long atMillis, double learned)
      throws Exception {
    LearningFigures figures =
        new LearningFigures(
            "fraud",
            "taskmanager",
            atMillis,
            List.of(
                new Figure("examplesTrained", "learner/0", learned),
                new Figure("correct", "learner/0", learned / 2)),
            Map.of("deadLetters", LETTERS));
    producer
        .send(
            new ProducerRecord<>(
                FIGURES, 0, atMillis, "fraud".getBytes(StandardCharsets.UTF_8), figures.toBytes()))
        .get();
  }

  private static void refuse(KafkaProducer<byte[], byte[]> producer, int offset) throws Exception {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(LETTERS, 0, null, new byte[] {'a', 'b', 7});
    Map.of(
            DeadLetterHeaders.TOPIC,
            "events",
            DeadLetterHeaders.PARTITION,
            "0",
            DeadLetterHeaders.OFFSET,
            Integer.toString(offset),
            DeadLetterHeaders.REASON,
            "too short",
            DeadLetterHeaders.REFUSED_AT,
            "1764312000000")
        .forEach(
            (name, value) -> letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    producer.send(letter).get();
  }

  private static boolean knows(InferenceServer server) throws Exception {
    return get(server, "/console/api/models").path("models").size() == 1;
  }

  private static JsonNode state(InferenceServer server) throws Exception {
    return JSON.readTree(ask(server, "/console/api/models/fraud/state").body());
  }

  private static JsonNode get(InferenceServer server, String path) throws Exception {
    HttpResponse<String> answer = ask(server, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static HttpResponse<String> ask(InferenceServer server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d%s".formatted(server.adminPort().getAsInt(), path)))
                .build(),
            BodyHandlers.ofString());
  }
}
