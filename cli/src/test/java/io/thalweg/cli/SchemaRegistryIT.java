package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.schemas.DeadLetterHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that name schemas which a registry has that isn't ours: those of an older and of a newer
 * schema than the pipeline's are learned, those that name a wrong one are dead letters.
 */
@Timeout(300)
final class SchemaRegistryIT {
  private static final int EACH = 300;
  private static final long BEGIN_MILLIS = 1_700_000_000_000L;

  private static final String READER =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"}, {"name": "at", "type": "long"},
        {"name": "x", "type": "double"},
        {"name": "z", "type": "float", "default": 0.5},
        {"name": "y", "type": "int"}]}
      """;

  /** Before z was added and x widened. */
  private static final String OLDER =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "y", "type": "int"}, {"name": "id", "type": "string"},
        {"name": "at", "type": "long"}, {"name": "x", "type": "int"}]}
      """;

  private static final String NEWER =
      READER.replace(
          "{\"name\": \"y\"",
          "{\"name\": \"tags\", \"type\": {\"type\": \"array\", \"items\": \"string\"}, \"default\": []}, {\"name\": \"y\"");

  /** It lacks x, for which there is no default. */
  private static final String WRONG =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"}, {"name": "at", "type": "long"},
        {"name": "y", "type": "int"}]}
      """;

  private static RegistryProcess registry;
  @TempDir private Path directory;

  @BeforeAll
  static void startRegistry() throws IOException {
    registry = RegistryProcess.start();
  }

  @AfterAll
  static void stopRegistry() {
    registry.close();
  }

  private static ProducerRecord<byte[], byte[]> bare(byte[] value) {
    return new ProducerRecord<>("events", 0, null, value);
  }

  private static ProducerRecord<byte[], byte[]> headed(byte[] value, String name, byte[] header) {
    ProducerRecord<byte[], byte[]> record = bare(value);
    record.headers().add(name, header);
    return record;
  }

  @Test
  void framedAsConfluentsSerializersDo() throws Exception {
    int older = register("confluent-value", OLDER);
    int newer = register("confluent-value", NEWER);
    int wrong = register("wrong-value", WRONG);
    List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    for (int n = 0; n < EACH; n++) {
      sent.add(bare(framed(older, record(OLDER, n))));
      sent.add(bare(framed(newer, record(NEWER, n + EACH))));
      byte[] header = ByteBuffer.allocate(5).put((byte) 0).putInt(newer).array();
      sent.add(headed(record(NEWER, n + 2 * EACH), "__value_schema_id", header));
    }
    sent.add(100, bare(framed(987_654, record(NEWER, -1))));
    sent.add(200, bare(framed(wrong, record(WRONG, -2))));
    sent.add(300, bare(record(READER, -3)));
    sent.add(400, bare(framed(older, record(NEWER, -4))));

    List<String> reasons =
        learn(
            sent, "framing: confluent", "url: \"%s\"".formatted(registry.url("/apis/ccompat/v7")));

    assertThat(reasons.get(0)).isEqualTo("the registry knows no schema id 987654");
    assertThat(reasons.get(1))
        .isEqualTo(
            "schema id %d can't be read as event.avsc: it has no field 'x', and the reader's schema no default for that"
                .formatted(wrong));
    assertThat(reasons.get(2)).startsWith("no schema id of Confluent's, in a header or before");
    assertThat(reasons).hasSize(4);
  }

  @Test
  void framedAsApicuriosSerializersDo() throws Exception {
    register("apicurio-value", OLDER);
    JsonNode older = meta("apicurio-value");
    register("apicurio-value", NEWER);
    JsonNode newer = meta("apicurio-value");
    byte[] global = int64(newer.path("globalId").asLong());
    byte[] content = int64(newer.path("contentId").asLong());
    List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    for (int n = 0; n < EACH; n++) {
      sent.add(bare(longFramed(older.path("globalId").asLong(), record(OLDER, n))));
      sent.add(headed(record(NEWER, n + EACH), "apicurio.value.globalId", global));
      sent.add(headed(record(NEWER, n + 2 * EACH), "apicurio.value.contentId", content));
    }
    sent.add(100, headed(record(NEWER, -1), "apicurio.value.contentId", int64(987_654)));
    sent.add(200, bare(longFramed(987_654, record(NEWER, -2))));

    List<String> reasons =
        learn(
            sent,
            "framing: apicurio",
            "url: \"%s\", ids: global".formatted(registry.url("/apis/registry/v2")));

    assertThat(reasons)
        .containsExactly(
            "the registry knows no content id 987654", "the registry knows no global id 987654");
  }

  @Test
  void pushedWithTheSchemaThatPushHasRegistered() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      String url = registry.url("/apis/ccompat/v7");
      Path pipeline =
          pipeline(kafka.bootstrapServers(), "framing: confluent", "url: \"%s\"".formatted(url));
      assertThat(push(kafka, url).err())
          .contains("subject 'events-value' doesn't have this schema")
          .contains("--register");
      assertThat(push(kafka, url, "--register").exitCode()).isZero();
      assertThat(push(kafka, url).exitCode()).isZero();

      Path report = directory.resolve("run.json");
      Outcome run = Outcome.of("run", pipeline, "--until-end", "--report", report);
      assertThat(run.exitCode()).as(run.err()).isZero();
      JsonNode job = new ObjectMapper().readTree(Files.readString(report));
      assertThat(job.path("events_trained").asInt()).isEqualTo(200);
    }
  }

  @Test
  void pushedAsJson() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      Path pipeline = pipeline(kafka.bootstrapServers(), "format: json", "url: \"http://unasked\"");
      assertThat(push(kafka, "", "--format", "json").exitCode()).isZero();
      Path report = directory.resolve("run.json");
      Outcome run = Outcome.of("run", pipeline, "--until-end", "--report", report);
      assertThat(run.exitCode()).as(run.err()).isZero();
      JsonNode job = new ObjectMapper().readTree(Files.readString(report));
      assertThat(job.path("events_trained").asInt()).isEqualTo(100);
    }
  }

  @Test
  void generatedFramedWithAPipelineThatReadsIt() throws Exception {
    generatedAndLearned(
        "--schema-registry", registry.url("/apis/ccompat/v7"), "--register", "--labels-topic", "l");
  }

  @Test
  void generatedAsJsonWithAPipelineThatReadsIt() throws Exception {
    generatedAndLearned("--format", "json", "--labels-topic", "l");
  }

  private void generatedAndLearned(String... options) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      Path pipeline = directory.resolve("sea.yaml");
      List<Object> arguments =
          new ArrayList<>(
              List.of(
                  "generate",
                  "sea",
                  "--count",
                  "500",
                  "--bootstrap-servers",
                  kafka.bootstrapServers(),
                  "--pipeline",
                  pipeline));
      arguments.addAll(List.of(options));
      Outcome generated = Outcome.of(arguments.toArray());
      assertThat(generated.exitCode()).as(generated.err()).isZero();
      Path report = directory.resolve("run.json");
      Outcome run = Outcome.of("run", pipeline, "--until-end", "--report", report);
      assertThat(run.exitCode()).as(run.err()).isZero();
      JsonNode job = new ObjectMapper().readTree(Files.readString(report));
      assertThat(job.path("events_trained").asInt()).isEqualTo(500);
    }
  }

  @Test
  void whatIsNoRegistryIsRefusedBeforeAnythingRuns() throws Exception {
    String url = registry.url("/apis");
    Outcome confluent =
        Outcome.of(
            "run",
            pipeline("127.0.0.1:1", "framing: confluent", "url: \"%s\"".formatted(url)),
            "--until-end");
    assertThat(confluent.exitCode()).isEqualTo(2);
    assertThat(confluent.err())
        .startsWith("thalweg: registry: %s answers 404 to /schemas/types and isn't".formatted(url))
        .hasLineCount(1);
    Outcome down =
        Outcome.of(
            "run",
            pipeline(
                "127.0.0.1:1",
                "framing: apicurio",
                "url: \"http://127.0.0.1:1/apis/registry/v3\", retry-for: 1ms"),
            "--until-end");
    assertThat(down.exitCode()).isEqualTo(2);
    assertThat(down.err())
        .startsWith("thalweg: registry: /system/info is not answered within 1 ms (last ")
        .hasLineCount(1);
  }

  private Outcome push(EmbeddedKafka kafka, String url, String... more) throws IOException {
    StringBuilder rows = new StringBuilder("id,at,x,z,y\n");
    for (int n = 0; n < 100; n++) {
      rows.append("r%d,%d,%d.5,0.25,%d\n".formatted(n, BEGIN_MILLIS + n, n % 5, n % 2));
    }
    Path file = Files.writeString(directory.resolve("rows.csv"), rows);
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "push",
                file,
                "--topic",
                "events",
                "--schema",
                directory.resolve("event.avsc"),
                "--bootstrap-servers",
                kafka.bootstrapServers()));
    if (!url.isEmpty()) {
      arguments.addAll(List.of("--schema-registry", url));
    }
    arguments.addAll(List.of(more));
    return Outcome.of(arguments.toArray());
  }

  /** Learns what was sent and answers why the others weren't, in their order. */
  private List<String> learn(List<ProducerRecord<byte[], byte[]>> sent, String framing, String url)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      send(kafka.bootstrapServers(), sent);
      Path report = directory.resolve("run.json");
      Outcome run =
          Outcome.of(
              "run",
              pipeline(kafka.bootstrapServers(), framing, url),
              "--until-end",
              "--report",
              report);
      assertThat(run.exitCode()).as(run.err()).isZero();
      JsonNode job = new ObjectMapper().readTree(Files.readString(report));
      assertThat(job.path("events_trained").asInt()).isEqualTo(3 * EACH);
      return letters(kafka.bootstrapServers());
    }
  }

  private Path pipeline(String servers, String framing, String url) throws IOException {
    Files.writeString(directory.resolve("event.avsc"), READER);
    return Files.writeString(
        directory.resolve("p.yaml"),
        """
        name: framed
        kafka: {bootstrap.servers: "%s"}
        state: state
        registry: {%s}
        source: {topic: events, schema: event.avsc, %s, id: id, time: at}
        label: {field: y}
        features:
          - {name: x, type: numeric}
          - {name: z, type: numeric}
        model: {layers: [8], head: binary, seed: 1}
        training: {batch: 50, replay-per-fresh: 1, optimizer: {type: adam, learning-rate: 0.001}}
        replay: {capacity: 10000}
        """
            .formatted(servers, url, framing));
  }

  private static void send(String servers, List<ProducerRecord<byte[], byte[]>> sent)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic("events", 1, (short) 1))).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : sent) {
        Future<?> unused = producer.send(record);
      }
      producer.flush();
    }
  }

  private static List<String> letters(String servers) {
    TopicPartition topic = new TopicPartition("events.dead-letters", 0);
    List<String> reasons = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(topic));
      consumer.seekToBeginning(List.of(topic));
      long end = consumer.endOffsets(List.of(topic)).get(topic);
      while (consumer.position(topic) < end) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(100))) {
          byte[] reason = letter.headers().lastHeader(DeadLetterHeaders.REASON).value();
          reasons.add(new String(reason, StandardCharsets.UTF_8));
        }
      }
    }
    return reasons;
  }

  // ---- the registry, by its own interfaces ----

  private static int register(String subject, String schema) throws Exception {
    String body = new ObjectMapper().writeValueAsString(Map.of("schema", schema));
    String path = "/apis/ccompat/v7/subjects/%s/versions".formatted(subject);
    return ask(HttpRequest.newBuilder(URI.create(registry.url(path)))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(body)))
        .path("id")
        .asInt();
  }

  private static JsonNode meta(String artifact) throws Exception {
    String path = "/apis/registry/v2/groups/default/artifacts/%s/meta".formatted(artifact);
    return ask(HttpRequest.newBuilder(URI.create(registry.url(path))));
  }

  private static JsonNode ask(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  // ---- records, as serializers of others write them ----

  private static byte[] framed(int id, byte[] record) {
    return ByteBuffer.allocate(5 + record.length).put((byte) 0).putInt(id).put(record).array();
  }

  private static byte[] longFramed(long id, byte[] record) {
    return ByteBuffer.allocate(9 + record.length).put((byte) 0).putLong(id).put(record).array();
  }

  private static byte[] int64(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  private static byte[] record(String json, int n) throws IOException {
    Schema schema = new Schema.Parser().parse(json);
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      Object value =
          switch (field.name()) {
            case "id" -> "e" + n;
            case "at" -> BEGIN_MILLIS + n;
            case "x" -> field.schema().getType() == Schema.Type.INT ? n % 7 : n % 7 + 0.25;
            case "z" -> 0.75f;
            case "tags" -> List.of("a", "b");
            default -> Math.abs(n) % 2;
          };
      record.put(field.pos(), value);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, out);
    return bytes.toByteArray();
  }
}
