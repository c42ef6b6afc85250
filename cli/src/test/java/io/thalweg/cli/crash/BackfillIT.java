package io.thalweg.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.Outcome;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.learner.config.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The past from files, or from a place in a topic, in one run. */
@Timeout(300)
final class BackfillIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ONE_PARTITION = "single";
  private static final int OF_FILE = 1_000;
  private static final int OVERLAP = 100;
  private static final int ALL = 1_500;

  @TempDir private Path directory;

  /**
   * Time must go on without the task that has read the file: the topic has one partition, and there
   * are two that read.
   */
  @Test
  void labelsThatAreThereBeforeTheirFileWaitForItAndTimeGoesOnBehindIt() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      String servers = kafka.bootstrapServers();
      Workplace workplace = Workplace.prepare(directory.resolve("work"), servers);
      TopicAdmin.ensure(servers, Map.of(), ONE_PARTITION, 1);
      long begin = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
      sendAll(servers, begin, EventStream::isLabelled);
      writeFile(workplace, begin);
      Path file = workplace.pipelineFile(2, "auto");
      Files.writeString(
          file,
          Files.readString(file).replace("topic: events", "topic: " + ONE_PARTITION)
              + "streaming: {idle-after: 1s}\n"
              + "backfill: {files: [past.csv]}\n");

      try (PipelineRun run = PipelineRun.start(PipelineFile.read(file), Optional.empty())) {
        int unlabelled = ALL / 10;
        awaitFigure(run, ALL - unlabelled, JobFigures::trained);
        awaitFigure(run, OVERLAP, JobFigures::duplicates);
        awaitFigure(run, unlabelled, JobFigures::expired);
        assertThat(run.figures().eventsIn()).isEqualTo(ALL + OVERLAP);
        assertThat(run.figures().settled()).isEqualTo(ALL + OVERLAP);
      }
    }
  }

  /** The labels are far ahead of the topic's events, and a reader of nothing is idle at once. */
  @Test
  void timeDoesNotJumpToTheLabelsWhereTheFilesEnd() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      String servers = kafka.bootstrapServers();
      Workplace workplace = Workplace.prepare(directory.resolve("work"), servers);
      TopicAdmin.ensure(servers, Map.of(), ONE_PARTITION, 1);
      long begin = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
      sendAll(servers, begin, n -> true);
      writeFile(workplace, begin);
      Path file = workplace.pipelineFile(2, "auto");
      Files.writeString(
          file,
          Files.readString(file)
                  .replace("topic: events", "topic: " + ONE_PARTITION)
                  .replace("window: 10s", "window: 1s")
              + "streaming: {idle-after: 50ms}\n"
              + "backfill: {files: [past.csv], until: \"%s\"}\n"
                  .formatted(Instant.ofEpochMilli(at(begin, OF_FILE))));

      try (PipelineRun run = PipelineRun.start(PipelineFile.read(file), Optional.empty())) {
        awaitFigure(run, ALL + OVERLAP, JobFigures::settled);
        assertThat(run.figures().expired()).isZero();
        assertThat(run.figures().trained()).isEqualTo(ALL);
      }
    }
  }

  private static void writeFile(Workplace workplace, long begin) throws IOException {
    Files.writeString(
        workplace.directory().resolve("past.csv"),
        IntStream.range(0, OF_FILE)
            .mapToObj(n -> "e%d,account,%d,%d,0".formatted(n, at(begin, n), y(n)))
            .collect(Collectors.joining("\n", "id,account,at,a,b\n", "\n")));
  }

  private static void awaitFigure(PipelineRun run, long wanted, ToLongFunction<JobFigures> figure) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(figure.applyAsLong(run.figures())).isEqualTo(wanted));
  }

  private static long at(long begin, int n) {
    return begin + 100L * n;
  }

  private static int y(int n) {
    return n % 2;
  }

  /** The labels, and the events that the file hasn't, and some that it has. */
  private static void sendAll(String servers, long begin, IntPredicate isLabelled) {
    try (KafkaProducer<byte[], byte[]> producer = producer(servers)) {
      for (int n = 0; n < ALL; n++) {
        if (isLabelled.test(n)) {
          send(producer, Workplace.LABELS, null, EventStream.label("e" + n, y(n), at(begin, n)));
        }
      }
      for (int n = OF_FILE - OVERLAP; n < ALL; n++) {
        byte[] event = EventStream.event("e" + n, "account", at(begin, n), y(n), 0);
        send(producer, ONE_PARTITION, null, event);
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String servers) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", servers, "linger.ms", 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, Long timestamp, byte[] value) {
    Future<?> unused =
        producer.send(new ProducerRecord<>(topic, null, timestamp, (byte[]) null, value));
  }

  @Test
  void aTopicIsBegunAtATimeOrAfterItsEnd() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      String servers = kafka.bootstrapServers();
      Instant start = Instant.now().minus(Duration.ofHours(1));
      TopicAdmin.ensure(servers, Map.of(), "timed", 2);
      try (KafkaProducer<byte[], byte[]> producer = producer(servers)) {
        for (int n = 0; n < 300; n++) {
          byte[] event =
              "{\"id\": \"e%d\", \"a\": 1, \"y\": %d}".formatted(n, y(n)).getBytes(UTF_8);
          send(producer, "timed", start.plusSeconds(n - 100).toEpochMilli(), event);
        }
      }
      Files.writeString(
          directory.resolve("e.avsc"),
          """
          {"type": "record", "name": "E", "fields": [{"name": "id", "type": "string"},
            {"name": "a", "type": "double"}, {"name": "y", "type": "int"}]}
          """);
      Outcome timed =
          Outcome.of("run", pipeline(servers, "timed", start.toString()), "--until-end");
      assertThat(timed.exitCode()).as(timed.err()).isZero();
      assertThat(timed.out()).contains("200 events in: 200 learned");
      Outcome latest = Outcome.of("run", pipeline(servers, "latest", "latest"), "--for", "5s");
      assertThat(latest.exitCode()).as(latest.err()).isZero();
      assertThat(latest.out()).contains("0 events in: 0 learned");
    }
  }

  @Test
  void filesThatCantBeReadAreRefusedBeforeAnythingBegins() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      String servers = kafka.bootstrapServers();
      TopicAdmin.ensure(servers, Map.of(), "timed", 1);
      Files.writeString(
          directory.resolve("e.avsc"),
          """
          {"type": "record", "name": "E", "fields": [{"name": "id", "type": "string"},
            {"name": "a", "type": "double"}, {"name": "y", "type": "int"},
            {"name": "at", "type": "long"}]}
          """);
      Path pipeline = pipeline(servers, "files", "earliest");
      Files.writeString(
          pipeline,
          Files.readString(pipeline).replace("id: id,", "id: id, time: at,")
              + "backfill: {files: [gone.csv], until: 2026-01-01T00:00:00Z}\n");
      Outcome gone = Outcome.of("run", pipeline, "--until-end");
      assertThat(gone.exitCode()).isEqualTo(2);
      assertThat(gone.err())
          .contains(
              "gone.csv: there is no file %s; put it there, or leave it out of backfill.files"
                  .formatted(directory.resolve("gone.csv")));
      Files.writeString(directory.resolve("gone.csv"), "id,a,at\n");
      assertThat(Outcome.of("run", pipeline, "--until-end").err())
          .contains("gone.csv:1: no column 'y'");
    }
  }

  private Path pipeline(String servers, String name, String start) throws Exception {
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        """
        name: %s
        kafka: {bootstrap.servers: "%s"}
        state: %s-state
        source: {topic: timed, schema: e.avsc, format: json, id: id, start: %s}
        label: {field: y}
        features: [{name: a, type: numeric}]
        model: {layers: [4], head: binary, seed: 1}
        training: {batch: 32, optimizer: {type: adam, learning-rate: 0.01}}
        """
            .formatted(name, servers, name, start));
  }
}
