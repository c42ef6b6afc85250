package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.learner.flink.MetricNames;
import io.thalweg.model.artifact.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that runs while what it reads gets worse and better. */
@Timeout(180)
final class BadRecordsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] NO_RECORD = {1, -1, 0, 127};
  private static final String TOPIC = "events";

  @TempDir private Path directory;
  private EmbeddedKafka kafka;
  private KafkaProducer<byte[], byte[]> producer;
  private final SplittableRandom random = new SplittableRandom(3);
  private long sent;
  private long good;

  @BeforeEach
  void open() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try (Admin admin = Admin.create(properties)) {
      admin.createTopics(java.util.List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  @AfterEach
  void close() {
    producer.close();
    kafka.close();
  }

  @Test
  void aBurstHoldsReleasesUntilItIsOverAlsoThroughARestart() throws Exception {
    PipelineConfig pipeline = pipeline();
    try (PipelineRun run = PipelineRun.start(pipeline, Optional.empty())) {
      send(3_000, 0);
      awaitLearned(run);
      await().atMost(PATIENCE).until(() -> releases(pipeline) > 0);

      send(1_000, 20);
      awaitLearned(run);
      await().atMost(PATIENCE).until(() -> holds(run));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(run.job().metrics().values(MetricNames.BAD_SHARE).max().orElse(0))
                      .isBetween(0.02, 0.05));
      awaitCheckpoints(run, 2); // what was staged before is announced
      long before = releases(pipeline);
      long number = numberOfLast(pipeline);
      send(1_000, 20);
      awaitLearned(run);
      awaitCheckpoints(run, 3);
      assertThat(releases(pipeline)).as("no version while releases are held").isEqualTo(before);
      assertThat(numberOfLast(pipeline)).isEqualTo(number);
    }

    Optional<Path> checkpoint;
    try (StateDirectory state = StateDirectory.take(pipeline.state())) {
      checkpoint = state.newest();
    }
    assertThat(checkpoint).isPresent();
    try (PipelineRun run = PipelineRun.start(pipeline, checkpoint)) {
      await().atMost(PATIENCE).until(run::isLearning);
      await().atMost(PATIENCE).until(() -> holds(run));
      long before = releases(pipeline);
      awaitCheckpoints(run, 2);
      assertThat(releases(pipeline)).as("held after a restart, too").isEqualTo(before);

      send(4_000, 0);
      awaitLearned(run);
      await().atMost(PATIENCE).until(() -> !holds(run));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ReleaseHistory.last(pipeline).map(Manifest::examplesTrained))
                      .as("what was learned meanwhile is in the version after it")
                      .contains(good));
      assertThat(releases(pipeline)).isGreaterThan(before);
    }
  }

  @Test
  void oneBadRecordInTwoHundredHoldsNothing() throws Exception {
    PipelineConfig pipeline = pipeline();
    try (PipelineRun run = PipelineRun.start(pipeline, Optional.empty())) {
      for (int i = 0; i < 4; i++) {
        long before = releases(pipeline);
        send(2_000, 200);
        awaitLearned(run);
        await().atMost(PATIENCE).until(() -> releases(pipeline) > before);
      }
      assertThat(run.job().metrics().sum(MetricNames.BAD_HOLDS_SO_FAR)).isZero();
      assertThat(run.job().metrics().values(MetricNames.BAD_SHARE).max().orElse(0))
          .isBetween(0.004, 0.007);
    }
  }

  /** Every so many records one is bad; with 0 none is. */
  private void send(int records, int badEvery) throws Exception {
    for (int i = 1; i <= records; i++) {
      boolean bad = badEvery > 0 && i % badEvery == 0;
      Future<?> unused =
          producer.send(new ProducerRecord<>(TOPIC, 0, null, bad ? NO_RECORD : record()));
      sent++;
      good += bad ? 0 : 1;
    }
    producer.flush();
  }

  private byte[] record() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32);
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    float x = (float) random.nextDouble();
    out.writeString("e" + sent);
    out.writeFloat(x);
    out.writeInt(x > 0.5 ? 1 : 0);
    return bytes.toByteArray();
  }

  private void awaitLearned(PipelineRun run) {
    await().atMost(PATIENCE).until(() -> run.figures().trained() == good);
  }

  private static boolean holds(PipelineRun run) {
    return run.job().metrics().sum(MetricNames.BAD_HOLDS) == 1;
  }

  /** Begun and completed from now on. */
  private static void awaitCheckpoints(PipelineRun run, int more) {
    String name = "numberOfCompletedCheckpoints";
    long now = run.job().metrics().sum(name);
    await().atMost(PATIENCE).until(() -> run.job().metrics().sum(name) >= now + more);
  }

  private static long releases(PipelineConfig pipeline) {
    return ReleaseHistory.announcements(pipeline.kafka(), pipeline.release().topic()).stream()
        .filter(a -> !a.preview())
        .count();
  }

  private static long numberOfLast(PipelineConfig pipeline) throws IOException {
    return ReleaseHistory.last(pipeline).orElseThrow().version();
  }

  private PipelineConfig pipeline() throws IOException {
    Files.writeString(
        directory.resolve("event.avsc"),
        """
        {"type": "record", "name": "Event", "fields": [
          {"name": "id", "type": "string"}, {"name": "x", "type": "float"},
          {"name": "y", "type": "int"}]}
        """);
    return PipelineFile.read(
        Files.writeString(
            directory.resolve("p.yaml"),
            """
            name: watched
            kafka: {bootstrap.servers: "%s"}
            state: state
            bad-records: {window: 2000, min-records: 500}
            source: {topic: events, schema: event.avsc, id: id}
            label: {field: y}
            features:
              - {name: x, type: numeric}
            model: {layers: [8], head: binary, seed: 1}
            training: {batch: 32, optimizer: {type: adam, learning-rate: 0.01}}
            rounds: {every-examples: 256}
            release: {every: 500ms}
            """
                .formatted(kafka.bootstrapServers())));
  }
}
