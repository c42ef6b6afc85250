package io.thalweg.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.ReleaseHistory;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.learner.release.Announcer;
import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.release.ReleaseLog;
import io.thalweg.learner.release.kafka.KafkaReleaseLog;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two coordinators of one model, of which one doesn't know yet that its time is over. */
@Timeout(60)
final class ReleaseLogIT {
  @TempDir private static Path directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void open() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
  }

  @AfterAll
  static void close() {
    kafka.close();
  }

  private static ReleaseConfig log(String topic) throws Exception {
    TopicAdmin.ensure(kafka.bootstrapServers(), Map.of(), topic, 1);
    return new ReleaseConfig(
        "unused", topic, Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static ModelAnnouncement version(String model, long number, String by) {
    return new ModelAnnouncement(model, number, by, 0);
  }

  private static List<ModelAnnouncement> inLog(ReleaseConfig config) {
    return ReleaseHistory.announcements(config.kafka(), config.topic());
  }

  @Test
  void theOlderWriterAppendsNothingOnceAYoungerHasOpenedTheLog() throws Exception {
    ReleaseConfig config = log("fenced");
    try (ReleaseLog older = KafkaReleaseLog.open("m", config)) {
      older.announce(version("m", 1, "older"));
      try (ReleaseLog younger = KafkaReleaseLog.open("m", config)) {
        assertThat(younger.lastVersion()).isEqualTo(1);
        assertThatThrownBy(() -> older.announce(version("m", 2, "older")))
            .isInstanceOf(ReleaseLog.FencedException.class)
            .hasMessage("another writer has taken over the releases of m");
        younger.announce(version("m", 2, "younger"));
      }
    }
    assertThat(inLog(config)).containsExactly(version("m", 1, "older"), version("m", 2, "younger"));
  }

  @Test
  void whatAPausedWriterHadInTheAirIsNeverSeenThoughItCommitsWhenItWakes() throws Exception {
    ReleaseConfig config = log("paused");
    try (KafkaProducer<byte[], byte[]> paused = producer("m")) {
      paused.initTransactions();
      paused.beginTransaction();
      byte[] inTheAir = version("m", 1, "paused").toBytes();
      paused.send(new ProducerRecord<>(config.topic(), 0, null, inTheAir)).get();
      try (ReleaseLog younger = KafkaReleaseLog.open("m", config)) {
        assertThat(younger.lastVersion()).as("nothing of it counts").isZero();
        younger.announce(version("m", 1, "younger"));
        assertThatThrownBy(paused::commitTransaction)
            .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
        younger.announce(version("m", 2, "younger"));
      }
    }
    assertThat(inLog(config))
        .containsExactly(version("m", 1, "younger"), version("m", 2, "younger"));
  }

  @Test
  void whoTakesTheLogBackIsToldThatItsNumberHoldsAnothersRelease() throws Exception {
    ReleaseConfig config = log("lineages");
    List<String> told = new CopyOnWriteArrayList<>();
    try (Announcer survivor =
        new Announcer(
            "m",
            () -> KafkaReleaseLog.open("m", config),
            (last, release) -> told.add(last + " " + release),
            null,
            Duration.ofMillis(500))) {
      survivor.announce(1, "ours 1");
      await().until(() -> told.contains("1 ours 1"));
      try (ReleaseLog deposed = KafkaReleaseLog.open("m", config)) {
        assertThat(deposed.lastReleaseSha256()).isEqualTo("ours 1");
        deposed.announce(version("m", 2, "theirs 2"));
        deposed.announce(new ModelAnnouncement("m", 3, "theirs 3", 0, true));
        assertThat(deposed.lastReleaseSha256()).as("not the preview").isEqualTo("theirs 2");
      }
      survivor.announce(2, "ours 2");
      await().until(() -> told.size() == 4);
      survivor.announce(4, "ours 4");
      await().until(() -> told.contains("4 ours 4"));
    }
    assertThat(told).containsExactly("0 null", "1 ours 1", "3 theirs 2", "3 theirs 2", "4 ours 4");
    assertThat(inLog(config))
        .extracting(ModelAnnouncement::version, ModelAnnouncement::manifestSha256)
        .containsExactly(
            tuple(1L, "ours 1"), tuple(2L, "theirs 2"), tuple(3L, "theirs 3"), tuple(4L, "ours 4"));
  }

  @Test
  void anotherModelsWriterIsLeftAlone() throws Exception {
    ReleaseConfig config = log("two-models");
    try (ReleaseLog a = KafkaReleaseLog.open("a", config);
        ReleaseLog b = KafkaReleaseLog.open("b", config)) {
      a.announce(version("a", 7, "a"));
      b.announce(version("b", 1, "b"));
      a.announce(version("a", 7, "again"));
    }
    assertThat(inLog(config)).containsExactly(version("a", 7, "a"), version("b", 1, "b"));
  }

  @Test
  void nothingIsOverlookedBehindWhatAnotherModelsWriterHasInTheAir() throws Exception {
    ReleaseConfig config = log("behind");
    try (KafkaProducer<byte[], byte[]> other = producer("other")) {
      other.initTransactions();
      try (ReleaseLog first = KafkaReleaseLog.open("m", config)) {
        other.beginTransaction();
        other.send(new ProducerRecord<>(config.topic(), 0, null, new byte[1])).get();
        first.announce(version("m", 1, "first"));
      }
      CompletableFuture<ReleaseLog> second =
          CompletableFuture.supplyAsync(() -> KafkaReleaseLog.open("m", config));
      assertThatThrownBy(() -> second.get(2, TimeUnit.SECONDS))
          .as("readers don't see what comes behind an open transaction")
          .isInstanceOf(TimeoutException.class);
      other.abortTransaction();
      try (ReleaseLog opened = second.get()) {
        assertThat(opened.lastVersion()).isEqualTo(1);
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String model) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "transactional.id",
            "thalweg-releases-" + model);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
