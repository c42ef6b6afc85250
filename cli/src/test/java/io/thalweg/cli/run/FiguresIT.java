package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run says of itself on a topic of its own. */
@Timeout(180)
final class FiguresIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOPIC = "models.figures";

  @TempDir private Path directory;
  private final List<LearningFigures> heard = new ArrayList<>();

  @Test
  void aRunTellsItsFiguresEachSecondAndGoesOnWhileKafkaIsGone() throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    String servers = kafka.bootstrapServers();
    int port = Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
    try (KeptStream stream = KeptStream.open(servers);
        PipelineRun run = PipelineRun.start(pipeline(servers), Optional.empty());
        KafkaConsumer<byte[], byte[]> topic = topic(servers)) {
      LearningFigures learned =
          listenUntil(topic, f -> sum(f, "examplesTrained") >= 220 && sum(f, "drawnAge0") > 0);
      assertSaysWhatItLearns(learned);
      assertThatTopicForgetsAfterADay(servers);
      assertThat(hasProducer()).isTrue();
      listenUntil(topic, f -> f.atMillis() >= learned.atMillis() + 3_000);
      assertThat(medianGapMillis()).isBetween(900L, 2_000L);

      kafka.close();
      await().atMost(PATIENCE).until(() -> !hasProducer());
      kafka = EmbeddedKafka.start(directory.resolve("kafka"), port);
      long back = System.currentTimeMillis();
      stream.goOn();
      LearningFigures after =
          listenUntil(
              topic,
              f ->
                  f.atMillis() > back
                      && sum(f, "examplesTrained") == KeptStream.BEFORE + KeptStream.AFTER);
      assertThat(after.process()).isEqualTo(learned.process());
      assertThat(run.job().isRunning()).isTrue();
    } finally {
      kafka.close();
    }
  }

  private void assertSaysWhatItLearns(LearningFigures f) {
    assertThat(f.model()).isEqualTo("kept");
    assertThat(f.texts())
        .containsEntry("head", "binary")
        .containsEntry("driftDetector0", "adwin on error")
        .containsEntry("deadLetters", "events.dead-letters");
    assertThat(f.figures())
        .filteredOn(figure -> figure.name().equals("steps"))
        .extracting(Figure::owner)
        .containsExactly("kept: learn/0", "kept: learn/1");
    assertThat(f.figures())
        .extracting(Figure::name)
        .contains(
            "eventsIn",
            "pendingRecords",
            "numRestarts",
            "numberOfCompletedCheckpoints",
            "busyTimeMsPerSecond",
            "roundsCommitted",
            "badShare",
            "learningRate",
            "gradientNorm",
            "learnDelayMillis");
    assertThat(sum(f, "learningRate")).isCloseTo(2 * 0.01, within(1e-6));
    assertThat(sum(f, "gradientNorm")).isPositive();
    assertThat(sum(f, "roundMillis")).isPositive();
    assertThat(sum(f, "roundBytes")).as("by TCP").isPositive();
    // Of the stream's 240 ms.
    assertThat(sum(f, "drawnAge0")).isEqualTo(sum(f, "examplesReplayed"));
    assertThat(sum(f, "drawnClass0") + sum(f, "drawnClass1")).isEqualTo(sum(f, "drawnAge0"));
  }

  /** Whether there is a producer of figures that hasn't been given up. */
  private static boolean hasProducer() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().contains("| thalweg-figures-"));
  }

  private long medianGapMillis() {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < heard.size(); i++) {
      gaps.add(heard.get(i).atMillis() - heard.get(i - 1).atMillis());
    }
    gaps.sort(null);
    return gaps.get(gaps.size() / 2);
  }

  private static void assertThatTopicForgetsAfterADay(String servers) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      var config = admin.describeConfigs(List.of(topic)).values().get(topic);
      assertThat(Objects.requireNonNull(config).get().get("retention.ms").value())
          .isEqualTo("" + Duration.ofDays(1).toMillis());
      assertThat(admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC).partitions())
          .hasSize(1);
    }
  }

  private LearningFigures listenUntil(
      KafkaConsumer<byte[], byte[]> topic, Predicate<LearningFigures> wanted) {
    return await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(() -> listen(topic).filter(wanted), Optional::isPresent)
        .orElseThrow();
  }

  /** The newest. */
  private Optional<LearningFigures> listen(KafkaConsumer<byte[], byte[]> topic) throws Exception {
    for (ConsumerRecord<byte[], byte[]> record : topic.poll(Duration.ofMillis(100))) {
      assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("kept");
      heard.add(LearningFigures.fromBytes(record.value()));
    }
    return heard.isEmpty() ? Optional.empty() : Optional.of(heard.get(heard.size() - 1));
  }

  private static double sum(LearningFigures figures, String name) {
    return figures.figures().stream()
        .filter(f -> f.name().equals(name))
        .mapToDouble(Figure::value)
        .sum();
  }

  private static KafkaConsumer<byte[], byte[]> topic(String servers) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
    return consumer;
  }

  private PipelineConfig pipeline(String servers) throws Exception {
    KeptStream.pipeline(directory, servers);
    Path file = directory.resolve("pipeline.yaml");
    String text =
        Files.readString(file).replace("max-age: 100ms}", "max-age: 100ms, transport: tcp}");
    return PipelineFile.read(
        Files.writeString(file, text + "drift: {detectors: [{type: adwin}]}\n"));
  }
}
