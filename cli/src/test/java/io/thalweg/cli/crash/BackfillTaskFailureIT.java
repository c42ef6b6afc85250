package io.thalweg.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.BackfillSpec.Format;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.Reading;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.Start;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.flink.IngestionConfig;
import io.thalweg.ingestion.flink.IngestionPipeline;
import io.thalweg.ingestion.flink.InputOrder;
import io.thalweg.ingestion.flink.OnBadRecord;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tasks fail under a scheduler that restarts them alone: the coordinator stays where it is. */
@SuppressWarnings("try") // Flink's cluster declares that closing may be interrupted
@Timeout(180)
final class BackfillTaskFailureIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOPIC = "goes-on";

  /** More than all buffers between the tasks hold. */
  private static final int IN_FILE = 50_000;

  private static final int IN_TOPIC = 100;

  @TempDir private Path directory;

  @Test
  void noRowIsLostWhereTasksFailBeforeTheFirstCheckpoint() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        MiniCluster flink = flink()) {
      prepare(kafka);
      HeldEvents.reset();
      for (int at : List.of(1_000, 20_000, 5_000)) {
        HeldEvents.failAt(at);
      }
      submit(flink, kafka, 2);
      awaitAll(IN_FILE + IN_TOPIC);
      assertThat(HeldEvents.failures()).isEqualTo(3);
    }
  }

  @Test
  void theTopicIsReadWhereTasksGoBackIntoTheFilesAfterTheSwitch() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        MiniCluster flink = flink()) {
      prepare(kafka);
      HeldEvents.reset();
      HeldEvents.holdAt(1_000);
      HeldEvents.failAt(IN_FILE + 1);
      JobID job = submit(flink, kafka, 2);
      HeldEvents.awaitHeld();
      var checkpoint = flink.triggerCheckpoint(job, CheckpointType.FULL);
      HeldEvents.release();
      checkpoint.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      awaitAll(IN_FILE + IN_TOPIC);
      assertThat(HeldEvents.failures()).isEqualTo(1);
      assertThat(HeldEvents.restoredWith()).as("in mid-file").isBetween(1_000, IN_FILE - 1);
    }
  }

  @Test
  void theTopicIsReadWhereTasksFailAfterTheSwitchBeforeAnyCheckpoint() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        MiniCluster flink = flink()) {
      prepare(kafka);
      HeldEvents.reset();
      HeldEvents.failAt(IN_FILE + 1);
      submit(flink, kafka, 3);
      awaitAll(IN_FILE + IN_TOPIC);
      assertThat(HeldEvents.failures()).isEqualTo(1);
      readsLaterPartitions(kafka, IN_FILE + IN_TOPIC);
    }
  }

  @Test
  void whoHadNoPartitionWhenATaskFailedReadsThoseThatComeLater() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        MiniCluster flink = flink()) {
      prepare(kafka);
      HeldEvents.reset();
      HeldEvents.failAt(IN_FILE + IN_TOPIC + 1);
      JobID job = submit(flink, kafka, 3);
      awaitAll(IN_FILE + IN_TOPIC);
      flink.triggerCheckpoint(job, CheckpointType.FULL).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      send(kafka, 0, "again", 1);
      awaitAll(IN_FILE + IN_TOPIC + 1);
      assertThat(HeldEvents.failures()).isEqualTo(1);
      assertThat(HeldEvents.restoredWith()).isEqualTo(IN_FILE + IN_TOPIC);
      readsLaterPartitions(kafka, IN_FILE + IN_TOPIC + 1);
    }
  }

  /** Of which each reader gets some. */
  private static void readsLaterPartitions(EmbeddedKafka kafka, int before) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(6)))
          .all()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    for (int partition = 1; partition < 6; partition++) {
      send(kafka, partition, "late" + partition + "-", 10);
    }
    awaitAll(before + 50);
  }

  private static void awaitAll(int all) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(HeldEvents.ids().size()).isEqualTo(all));
    assertThat(new HashSet<>(HeldEvents.ids())).as("each once").hasSize(all);
  }

  private void prepare(EmbeddedKafka kafka) throws Exception {
    TopicAdmin.ensure(kafka.bootstrapServers(), Map.of(), TOPIC, 1);
    send(kafka, 0, "topic", IN_TOPIC);
    Files.writeString(
        directory.resolve("past.csv"),
        IntStream.range(0, IN_FILE)
            .mapToObj(n -> "file%d,1,%d".formatted(n, n % 2))
            .collect(Collectors.joining("\n", "id,a,y\n", "\n")));
  }

  private static void send(EmbeddedKafka kafka, int partition, String ids, int count)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int n = 0; n < count; n++) {
        byte[] event = "{\"id\": \"%s%d\", \"a\": 1, \"y\": 0}".formatted(ids, n).getBytes(UTF_8);
        producer
            .send(new ProducerRecord<>(TOPIC, partition, null, event))
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private static MiniCluster flink() throws Exception {
    MiniCluster flink =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(3)
                .withRandomPorts()
                .build());
    flink.start();
    return flink;
  }

  private JobID submit(MiniCluster flink, EmbeddedKafka kafka, int readers) throws Exception {
    Configuration c = new Configuration();
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
    c.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    c.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
    c.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(c);
    env.setParallelism(readers);
    IngestionPipeline.examples(env, config(kafka.bootstrapServers()))
        .examples()
        .map(new HeldEvents(), Types.STRING)
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>());
    return flink
        .submitJob(env.getStreamGraph().getJobGraph())
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .getJobID();
  }

  private IngestionConfig config(String servers) {
    String file = directory.resolve("past.csv").toString();
    String schema =
        """
        {"type": "record", "name": "E", "fields": [{"name": "id", "type": "string"},
          {"name": "a", "type": "double"}, {"name": "y", "type": "int"}]}
        """;
    return new IngestionConfig(
        servers,
        Map.of("partition.discovery.interval.ms", "200"),
        new SourceSpec(
            TOPIC,
            "e.avsc",
            schema,
            "id",
            null,
            null,
            new WireSpec(WireSpec.Format.JSON, WireSpec.Framing.NONE, null)),
        new LabelSpec.Inline("y", 2),
        new FeatureSpec(
            List.of(
                new Feature.Numeric(
                    "a", "a", Feature.Transform.NONE, Feature.Scaling.STANDARDIZE, -9, 9))),
        "dead",
        OnBadRecord.FAIL,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofSeconds(1),
        new InputOrder.AsTheyCome(),
        "p",
        null,
        null,
        new Reading(
            Start.EARLIEST,
            Start.EARLIEST,
            new BackfillSpec(List.of(new InputFile("past.csv", file, Format.CSV)), null)),
        false);
  }
}
