package io.thalweg.cli;

import static io.thalweg.cli.UserErrorsTest.assertMistake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.InferenceServer;
import io.thalweg.serving.ServingConfig;
import io.thalweg.serving.http.HttpSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run's versions and receipts, read back by the command. */
@Timeout(120)
final class ModelsCommandIT {
  private static final int ROWS = 1_000;

  @TempDir private static Path directory;
  private static Shop shop;
  private static Path pipeline;

  @BeforeAll
  static void learnAll() throws Exception {
    shop = Shop.open(directory);
    shop.push(shop.purchases(ROWS, 1), "purchases");
    pipeline = shop.pipeline("models", "purchases", "");
    // What the log was too slow to take before the first run's end, the second announces.
    for (int i = 0; i < 2; i++) {
      Outcome outcome = Outcome.of("run", pipeline, "--until-end");
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void theLastVersionsReceiptAccountsForEveryRecordOfTheTopic() throws Exception {
    Outcome shown = Outcome.of("models", "show", "shop", "--pipeline", pipeline, "--json");
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    JsonNode manifest = new ObjectMapper().readTree(shown.out());
    assertThat(manifest.path("examplesTrained").asInt()).isEqualTo(ROWS);
    JsonNode provenance = manifest.path("provenance");
    assertThat(provenance.path("learners").asInt()).isEqualTo(1);
    assertThat(provenance.path("kernel").asText()).startsWith("djl-pytorch ");
    long records = 0;
    for (JsonNode range : provenance.path("offsets").path("purchases")) {
      assertThat(range.path("from").asLong()).isZero();
      records += range.path("to").asLong();
    }
    assertThat(records).isEqualTo(ROWS);
    long through = 0;
    for (JsonNode offset : provenance.path("trainedThrough").path("purchases")) {
      through += offset.asLong();
    }
    assertThat(through).as("one learner gets every partition in its order").isEqualTo(ROWS);
  }

  @Test
  void aReceiptIsReadableByPeople() {
    Outcome shown = Outcome.of("models", "show", "shop", "--pipeline", pipeline);
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out())
        .containsPattern("model +shop, version \\d+\n")
        .contains("1,000 examples in ")
        .containsPattern("learners +1, not deterministic\n")
        .containsPattern("print +pipeline [0-9a-f]{64}\n")
        .containsPattern("contains +purchases/0 from offset 0 to \\d+\n")
        .containsPattern("contains +all of purchases/0 below offset \\d+\n")
        .containsPattern("file +weights.safetensors [0-9,]+ bytes [0-9a-f]{64}\n");
  }

  @Test
  void theListIsInOrderAndEveryVersionInItCanBeShown() throws Exception {
    Object store = "file://" + directory.resolve("models-state/models");
    Object[] where = {
      "--store", store, "--bootstrap-servers", shop.bootstrapServers(), "--topic", "models-models"
    };
    JsonNode all = new ObjectMapper().readTree(models(where, "list", "--json", "--all").out());
    assertThat(all).isNotEmpty();
    long before = 0;
    for (JsonNode version : all) {
      long number = version.path("version").asLong();
      assertThat(number).isGreaterThan(before);
      assertThat(models(where, "show", "shop", number).out())
          .containsPattern("manifest +" + version.path("manifest_sha256").asText());
      before = number;
    }
    assertThat(models(where, "list", "shop").out())
        .hasLineCount(all.size())
        .startsWith("shop 1 released ");
  }

  private static final String THREE = "three-versions";

  /** Of a log with three versions. */
  private static Outcome alias(Object... command) {
    Object[] where = {"--bootstrap-servers", shop.bootstrapServers(), "--topic", THREE};
    Object[] arguments = new Object[1 + command.length + where.length];
    arguments[0] = "models";
    System.arraycopy(command, 0, arguments, 1, command.length);
    System.arraycopy(where, 0, arguments, 1 + command.length, where.length);
    return Outcome.of(arguments);
  }

  private static String said(Object... command) {
    Outcome outcome = alias(command);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out().strip();
  }

  private static void announceThree() throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", shop.bootstrapServers());
    try (Admin admin = Admin.create(properties);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      admin.createTopics(List.of(new NewTopic(THREE, 1, (short) 1))).all().get();
      for (long v = 1; v <= 3; v++) {
        byte[] announcement = new ModelAnnouncement("shop", v, "ab".repeat(32), 0).toBytes();
        producer.send(new ProducerRecord<>(THREE, 0, new byte[0], announcement)).get();
      }
    }
  }

  @Test
  void aVersionIsPinnedPromotedAndRolledBackByTheCommand() throws Exception {
    announceThree();
    assertThat(said("pin", "shop", 1)).isEqualTo("shop: champion names version 1, before nothing");
    assertThat(said("alias", "shop", "canary", 2))
        .isEqualTo("shop: canary names version 2, before nothing");
    assertThat(said("promote", "shop"))
        .isEqualTo("shop: champion names version 2, before version 1");
    assertThat(said("alias", "shop")).isEqualTo("canary 2\nchampion 2");
    assertThat(said("rollback", "shop"))
        .isEqualTo("shop: champion names version 1, before version 2");
    assertThat(said("pin", "shop")).isEqualTo("shop: champion names version 3, before version 1");
    assertThat(said("alias", "shop", "canary", "--remove"))
        .isEqualTo("shop: canary names nothing, before version 2");
    assertThat(said("unpin", "shop")).isEqualTo("shop: champion names nothing, before version 3");
    assertThat(said("alias", "shop")).isEmpty();
    assertThat(cleanupPolicy(THREE + ".aliases")).isEqualTo("compact");
    assertMistake(
        alias("promote", "shop"),
        "model shop has no alias 'canary'; give it one first: thalweg models alias shop canary"
            + " VERSION");
    assertMistake(
        alias("pin", "shop", 99),
        "model shop has no version 99; the last that were released are [1, 2, 3]");
    assertMistake(
        alias("alias", "shop", "canary"),
        "alias 'canary' is to name neither; write a version or --remove");
    assertMistake(
        Outcome.of("models", "unpin", "shop"),
        "nothing says where the log of releases is; write --pipeline FILE, or"
            + " --bootstrap-servers HOST:PORT");
  }

  @Test
  void aServerFollowsWhatTheCommandAssigns() throws Exception {
    ServingConfig config =
        new ServingConfig(
            new HttpSettings("127.0.0.1", 0),
            Map.of("bootstrap.servers", shop.bootstrapServers()),
            "models-models",
            directory.resolve("models-state/models").toString(),
            List.of(),
            false);
    try (InferenceServer server = InferenceServer.open(config)) {
      server.start();
      await().until(() -> status(server, "latest") == 200);
      assertThat(status(server, "champion")).isEqualTo(404);
      Outcome pinned = Outcome.of("models", "pin", "shop", 1, "--pipeline", pipeline);
      assertThat(pinned.out()).as(pinned.err()).startsWith("shop: champion names version 1, ");
      await().until(() -> status(server, "champion") == 200);
      assertThat(server.stats().servingVersions()).containsEntry("shop", 1L);
    }
  }

  private static int status(InferenceServer server, String version) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/v2/models/shop/versions/%s".formatted(server.port(), version));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static String cleanupPolicy(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", shop.bootstrapServers()))) {
      return admin
          .describeConfigs(List.of(resource))
          .all()
          .get()
          .get(resource)
          .get("cleanup.policy")
          .value();
    }
  }

  private static Outcome models(Object[] where, Object... command) {
    Object[] arguments = new Object[1 + command.length + where.length];
    arguments[0] = "models";
    System.arraycopy(command, 0, arguments, 1, command.length);
    System.arraycopy(where, 0, arguments, 1 + command.length, where.length);
    Outcome outcome = Outcome.of(arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome;
  }

  @Test
  void whatIsNotThereNamesTheNearest() throws Exception {
    assertMistake(
        Outcome.of("models", "show", "shp", "--pipeline", pipeline),
        "no version of model 'shp' is on topic 'models-models'; did you mean 'shop'?");
    Outcome version = Outcome.of("models", "show", "shop", 99, "--pipeline", pipeline);
    assertThat(version.err())
        .matches("thalweg: model shop has no version 99; the nearest is \\d+\n");
    assertMistake(
        Outcome.of("models", "list"),
        "nothing says where the releases are; write --pipeline FILE, or --store and"
            + " --bootstrap-servers");
    Path elsewhere = directory.resolve("elsewhere.yaml");
    Files.writeString(
        elsewhere, Files.readString(pipeline).replace("models-state", "nowhere-state"));
    Outcome lost = Outcome.of("models", "show", "shop", 1, "--pipeline", elsewhere);
    assertThat(lost.exitCode()).isEqualTo(2);
    assertThat(lost.err())
        .hasLineCount(1)
        .contains("the manifest of version 1 can't be read: there is no file ")
        .endsWith("; check where the model store is\n");
  }
}
