package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.cli.embedded.SecureKafka;
import io.thalweg.cli.embedded.SecureKafka.Rule;
import io.thalweg.cli.embedded.TestAuthority;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.InferenceServer;
import io.thalweg.serving.ServingConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A pipeline and its server on a broker that only lets in who has all the properties of the file: a
 * client that were made without them would get nothing done, and each one's work is looked for. The
 * password stands in a file of its own, which every client reads itself.
 */
@Timeout(180)
final class SecurePipelineIT {
  private static final String PASSWORD = "open-sesame-4711";
  private static final String USER = "shopper";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static SecureKafka kafka;
  private static Shop shop;
  private static Path pipeline;
  private static JsonNode report;
  private static JsonNode secondReport;
  private static InferenceServer server;

  @BeforeAll
  static void runAllOfIt() throws Exception {
    TestAuthority authority = TestAuthority.make(directory, "authority");
    kafka =
        SecureKafka.start(
            directory.resolve("kafka"),
            Map.of("good", authority.sign("good", "-ext", "san=ip:127.0.0.1")));
    kafka.addUser(USER, PASSWORD);
    kafka.allow(USER, rules());
    shop = Shop.on(directory, kafka.at("good"), properties(authority.certificate()));
    Outcome pushed = shop.push(shop.purchases(500, 1), "purchases");
    assertThat(pushed.exitCode()).as(pushed.err()).isZero();
    sendGarbage();
    pipeline = shop.pipeline("first", "purchases", MORE);
    run(false);
    server = InferenceServer.open(serving());
    server.start();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(server.stats().servingVersions()).containsKey("shop"));
    ask("1");
    await().atMost(PATIENCE).until(() -> kafka.records("shop.predictions") > 0);
    pushed = shop.push(shop.purchases(5, 2), "purchases"); // 1 among their ids
    assertThat(pushed.exitCode()).as(pushed.err()).isZero();
    pushed = shop.push(shop.purchases(500, 1), "bought");
    assertThat(pushed.exitCode()).as(pushed.err()).isZero();
    run(true);
  }

  private static final String MORE =
      """
      topics: {audit: learned}
      serving: {port: 0}
      """;

  @AfterAll
  static void close() {
    server.close();
    kafka.close();
  }

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (AclOperation operation :
        List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.CREATE)) {
      rules.add(Rule.topic("*", operation));
    }
    rules.add(new Rule(ResourceType.GROUP, "shop", PatternType.LITERAL, AclOperation.READ));
    rules.add(
        new Rule(ResourceType.TRANSACTIONAL_ID, "*", PatternType.LITERAL, AclOperation.WRITE));
    return rules;
  }

  private static Map<String, String> properties(Path trusted) throws IOException {
    Path secrets = Files.writeString(directory.resolve("secrets"), "password=" + PASSWORD + "\n");
    Map<String, String> properties = new TreeMap<>();
    properties.put("security.protocol", "SASL_SSL");
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", trusted.toString());
    properties.put("sasl.mechanism", SecureKafka.MECHANISM);
    properties.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"${file:%s:password}\";"
            .formatted(USER, secrets));
    return properties;
  }

  private static void sendGarbage() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.inTheClear()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("purchases", new byte[] {1, -1, 0, 127})).get();
    }
  }

  /** The second time also a server's answers and a topic of labels are read. */
  private static void run(boolean again) throws Exception {
    Path file = directory.resolve("run.json");
    if (again) {
      Files.writeString(
          pipeline,
          Files.readString(pipeline)
              .replace("training: {", "training: {distillation: {weight: 0.5}, ")
              .replace(
                  "label: {", "label: {topic: bought, schema: bought.avsc, id: id, window: 1h, "));
    }
    List<Object> command =
        new ArrayList<>(List.of("run", pipeline, "--until-end", "--report", file));
    command.addAll(again ? List.of("--fresh") : List.of());
    Outcome outcome = Outcome.of(command.toArray());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    if (again) {
      secondReport = JSON.readTree(file.toFile());
    } else {
      report = JSON.readTree(file.toFile());
      assertThat(outcome.out()).contains("the first is purchases/0 at offset 500");
    }
  }

  private static ServingConfig serving() {
    return ServingConfig.read(
        ConfigFile.parse(
            "serving.yaml",
            """
            http: {port: 0}
            admin: {port: 0}
            kafka: {%s}
            models-topic: first-models
            store: %s
            feedback: {learned: {shop: learned}}
            """
                .formatted(shop.kafka(), directory.resolve("first-state/models").toUri())));
  }

  private static void ask(String id) throws Exception {
    String body =
        """
        {"id": "%s", "inputs": [
          {"name": "price", "datatype": "FP64", "shape": [1], "data": [10]},
          {"name": "colour", "datatype": "BYTES", "shape": [1], "data": ["red"]}]}
        """
            .formatted(id);
    URI uri = URI.create("http://127.0.0.1:%d/v2/models/shop/infer".formatted(server.port()));
    var answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static JsonNode feedback() throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:%d/v1/feedback".formatted(server.adminPort().getAsInt()));
    return JSON.readTree(
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
            .body());
  }

  private static String said(Object... command) {
    Outcome outcome = Outcome.of(command);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private static String withOptions(Object... command) {
    List<Object> all = new ArrayList<>(List.of(command));
    all.addAll(shop.options());
    return said(all.toArray());
  }

  /** Who opens a client, and what it alone has done. */
  private enum Client {
    TOPICS_ARE_MADE {
      @Override
      void assertWorked() throws Exception {
        assertThat(kafka.admin().listTopics().names().get())
            .contains("purchases", "purchases.dead-letters", "first-models", "learned");
      }
    },
    EVENTS_ARE_READ {
      @Override
      void assertWorked() {
        assertThat(report.path("events_trained").asInt()).isEqualTo(500);
      }
    },
    LABELS_ARE_READ {
      @Override
      void assertWorked() {
        assertThat(secondReport.path("events_trained").asInt()).isEqualTo(500);
        assertThat(secondReport.path("expired").asInt()).isZero();
      }
    },
    DEAD_LETTERS_ARE_WRITTEN {
      @Override
      void assertWorked() throws Exception {
        assertThat(kafka.records("purchases.dead-letters")).isPositive();
      }
    },
    AUDIT_RECORDS_ARE_WRITTEN {
      @Override
      void assertWorked() throws Exception {
        assertThat(kafka.records("learned")).isGreaterThan(500);
      }
    },
    FIGURES_ARE_WRITTEN {
      @Override
      void assertWorked() throws Exception {
        assertThat(kafka.records("first-models.figures")).isPositive();
      }
    },
    VERSIONS_ARE_ANNOUNCED {
      @Override
      void assertWorked() throws Exception {
        assertThat(kafka.records("first-models")).isPositive();
      }
    },
    VERSIONS_AND_ALIASES_ARE_FOLLOWED {
      @Override
      void assertWorked() {
        long first = server.stats().servingVersions().get("shop");
        said("models", "pin", "shop", 1, "--pipeline", pipeline);
        await().atMost(PATIENCE).until(() -> server.stats().servingVersions().get("shop") == 1);
        assertThat(first).isPositive();
      }
    },
    PREDICTIONS_ARE_SENT {
      @Override
      void assertWorked() throws Exception {
        assertThat(kafka.records("shop.predictions")).isPositive();
      }
    },
    LEARNED_EVENTS_ARE_FOLLOWED {
      @Override
      void assertWorked() {
        await().atMost(PATIENCE).until(() -> feedback().at("/versions/0/matched").asLong() == 1);
      }
    },
    LETTERS_ARE_SHOWN {
      @Override
      void assertWorked() {
        assertThat(said("dlq", "show", pipeline)).contains("purchases/0@500");
        assertThat(withOptions("dlq", "show", "purchases.dead-letters"))
            .contains("purchases/0@500");
      }
    },
    LETTERS_ARE_COUNTED {
      @Override
      void assertWorked() {
        assertThat(said("dlq", "replay", pipeline, "--dry-run")).contains("would send");
      }
    },
    MODELS_ARE_LISTED {
      @Override
      void assertWorked() {
        assertThat(said("models", "list", "--pipeline", pipeline)).startsWith("shop 1 released");
        assertThat(withOptions("models", "list", "--topic", "first-models", "--store", directory))
            .startsWith("shop 1 released");
      }
    },
    EVENTS_ARE_SHOWN {
      @Override
      void assertWorked() {
        assertThat(said("features", "show", pipeline, "--from-topic", "--first", 1))
            .contains("price");
      }
    },
    EVENTS_ARE_GENERATED {
      @Override
      void assertWorked() throws Exception {
        withOptions(
            "generate", "sea", "--count", 10, "--topic", "sea-1", "--labels-topic", "sea-2");
        assertThat(kafka.records("sea-2")).isEqualTo(10);
      }
    };

    abstract void assertWorked() throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void everyClientHasThePropertiesOfTheFile(Client client) throws Exception {
    client.assertWorked();
  }

  @Test
  void thePasswordIsInNothingThatARunLeavesBehind() throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> all =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().equals("secrets"))
              .toList();
      assertThat(all).anyMatch(file -> file.toString().contains("first-state"));
      for (Path file : all) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains(PASSWORD)).as("the password is in " + file).isFalse();
      }
    }
    assertThat(said("models", "show", "shop", "--pipeline", pipeline)).doesNotContain(PASSWORD);
  }
}
