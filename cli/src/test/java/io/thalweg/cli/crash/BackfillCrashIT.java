package io.thalweg.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Provenance.OffsetRange;
import io.thalweg.model.store.ModelStore;
import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of the past and then the topic, which overlap: the command dies while it reads the files
 * and while it reads the topic, and every event is learned once.
 */
@Timeout(600)
final class BackfillCrashIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long BEGIN = Instant.parse("2025-03-01T00:00:00Z").toEpochMilli();
  private static final int EACH = 12_000;
  private static final int OF_FILES = 3 * EACH;
  private static final int OVERLAP = 500;
  private static final int ALL = OF_FILES + 15_000;
  private static final Instant SEAM = Instant.ofEpochMilli(at(OF_FILES));
  private static final Schema EVENT =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Event", "fields": [
                {"name": "id", "type": "string"}, {"name": "account", "type": "string"},
                {"name": "at", "type": "long"}, {"name": "a", "type": "double"},
                {"name": "y", "type": "int"}]}
              """);

  @TempDir private Path directory;

  @Test
  void everyEventOfFilesAndTopicIsLearnedOnceThoughTheProcessIsKilledInBoth() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      String servers = kafka.bootstrapServers();
      writeFiles();
      sendTopic(servers);
      Topic learned = new Topic(servers, Workplace.LEARNED);

      int inFiles = killOnce("in-files", pipeline(servers, 2), learned, 1_000);
      assertThat(inFiles).as("killed while it read the files").isLessThan(OF_FILES);
      int inTopic = killOnce("in-topic", pipeline(servers, 1), learned, OF_FILES + 500);
      assertThat(inTopic).as("killed while it read the topic").isLessThan(ALL);
      Path two = pipeline(servers, 2);
      try (ChildRun last = ChildRun.start(directory.resolve("last"), two, "--until-end")) {
        assertThat(last.awaitEnd(PATIENCE.toSeconds())).as(last.output()).isZero();
        assertThat(last.output())
            .contains("%d learned, 3 dead-lettered".formatted(ALL))
            .contains("; %d came from files, ".formatted(OF_FILES + OVERLAP + 3))
            .contains(" %d were left to the other side".formatted(2 * OVERLAP));
      }

      Topic.Balance ledger =
          Topic.ledger(servers, IntStream.range(0, ALL).mapToObj(n -> "e" + n).toList());
      assertThat(ledger.isExact()).as(ledger.toString()).isTrue();
      assertThat(ledger.entries()).isEqualTo(ALL);
      assertThat(learned.written()).as("what the kills undid").hasSizeGreaterThan(ALL);
      requireReceipts(servers);
    }
  }

  private static long at(int n) {
    return BEGIN + 1_000L * n;
  }

  private int killOnce(String name, Path pipeline, Topic learned, int committed) throws Exception {
    try (ChildRun child = ChildRun.start(directory.resolve(name), pipeline)) {
      await()
          .atMost(PATIENCE)
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                assertThat(child.isAlive()).as(child.output()).isTrue();
                return learned.committed().size() > committed;
              });
      child.kill();
    }
    return learned.committed().size();
  }

  // ---- one file of each kind, in each of which a row is bad, and the last goes beyond the seam

  private void writeFiles() throws IOException {
    Path history = Files.createDirectories(directory.resolve("history"));
    List<String> csv = new ArrayList<>(List.of("y,at,a,id,account"));
    IntStream.range(0, EACH).mapToObj(n -> csv(n)).forEach(csv::add);
    csv.add(EACH / 2, "1,soon,0.5,bad,nobody");
    Files.write(history.resolve("1.csv"), csv);
    List<String> json = new ArrayList<>();
    IntStream.range(EACH, 2 * EACH).mapToObj(n -> json(n)).forEach(json::add);
    json.add(EACH / 2, "{\"id\": \"bad\", \"y\": 1,");
    Files.write(history.resolve("2.jsonl"), json);
    try (var out = new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(EVENT))) {
      out.create(EVENT, history.resolve("3.avro").toFile());
      for (int n = 2 * EACH; n < OF_FILES + OVERLAP; n++) {
        out.append(event(n, n % 2));
      }
      out.append(event(OF_FILES, 7)); // no class
    }
  }

  private static String csv(int n) {
    return "%d,%d,%s,e%d,account-%d".formatted(n % 2, at(n), a(n), n, n % 100);
  }

  private static String json(int n) {
    return "{\"id\": \"e%d\", \"account\": \"account-%d\", \"at\": %d, \"a\": %s, \"y\": %d}"
        .formatted(n, n % 100, at(n), a(n), n % 2);
  }

  private static double a(int n) {
    return n % 2 == 0 ? -0.5 : 0.5;
  }

  private static GenericRecord event(int n, int y) {
    GenericRecord event = new GenericData.Record(EVENT);
    event.put("id", "e" + n);
    event.put("account", "account-" + n % 100);
    event.put("at", at(n));
    event.put("a", a(n));
    event.put("y", y);
    return event;
  }

  /** It begins before the seam. */
  private static void sendTopic(String servers) throws Exception {
    TopicAdmin.ensure(servers, Map.of(), Workplace.EVENTS, 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int n = OF_FILES - OVERLAP; n < ALL; n++) {
        Future<?> unused =
            producer.send(new ProducerRecord<>(Workplace.EVENTS, json(n).getBytes(UTF_8)));
      }
      producer.flush();
    }
  }

  private Path pipeline(String servers, int learners) throws IOException {
    Files.writeString(directory.resolve("event.avsc"), EVENT.toString());
    return Files.writeString(
        directory.resolve("pipeline.yaml"),
        """
        name: backfilled
        kafka: {bootstrap.servers: "%s"}
        state: state
        learners: %d
        source: {topic: events, schema: event.avsc, format: json, id: id, key: account, time: at}
        backfill: {files: ["history/*"], until: %s}
        label: {field: y}
        features: [{name: a, type: numeric}]
        model: {layers: [8], head: binary, seed: 1}
        training:
          batch: 32
          replay-per-fresh: 1
          optimizer: {type: adam, learning-rate: 0.01}
        replay: {capacity: 256000, hot-memory: 8MB}
        release: {every: 300ms}
        topics: {audit: learned}
        """
            .formatted(servers, learners, SEAM));
  }

  private void requireReceipts(String servers) throws Exception {
    List<ModelAnnouncement> releases = Topic.releases(servers);
    ModelStore store = ModelStores.open(directory.resolve("state/models").toString());
    Map<String, Map<Integer, OffsetRange>> first = offsets(store, releases.get(0));
    assertThat(first).containsKey("file:history/1.csv").doesNotContainKey("events");
    assertThat(first.get("file:history/1.csv").get(0).from()).isZero();
    Map<String, Map<Integer, OffsetRange>> last = offsets(store, releases.get(releases.size() - 1));
    assertThat(last)
        .containsOnlyKeys(
            "events", "file:history/1.csv", "file:history/2.jsonl", "file:history/3.avro")
        .containsEntry("file:history/1.csv", Map.of(0, new OffsetRange(0, EACH + 1)))
        .containsEntry("file:history/2.jsonl", Map.of(0, new OffsetRange(0, EACH + 1)))
        .containsEntry("file:history/3.avro", Map.of(0, new OffsetRange(0, EACH)));
    assertThat(last.get("events"))
        .isEqualTo(Map.of(0, new OffsetRange(OVERLAP, ALL - OF_FILES + OVERLAP)));
  }

  private static Map<String, Map<Integer, OffsetRange>> offsets(
      ModelStore store, ModelAnnouncement release) throws Exception {
    var manifest = ArtifactReader.read(store, release.manifestSha256()).manifest();
    return manifest.provenance().offsets();
  }
}
