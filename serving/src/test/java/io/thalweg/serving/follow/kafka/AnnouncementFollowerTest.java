package io.thalweg.serving.follow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.follow.VersionUpdater;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class AnnouncementFollowerTest {
  private static final TopicPartition LOG = new TopicPartition("models", 0);
  private static final TopicPartition ALIASES = new TopicPartition("models.aliases", 0);

  private final BlockingQueue<Long> loaded = new LinkedBlockingQueue<>();
  private final VersionTable table = new VersionTable(Set.of());
  private final VersionUpdater updater =
      new VersionUpdater(
          table,
          a -> {
            loaded.add(a.version());
            return FakePredictor.servable(a.model(), a.version(), new FakePredictor(a.version()));
          },
          new ServingRecorder(),
          InstantSource.system(),
          a -> true);
  private final MockConsumer<byte[], byte[]> consumer = newConsumer();
  private final AnnouncementFollower follower =
      new AnnouncementFollower(() -> consumer, "models", updater);

  private static MockConsumer<byte[], byte[]> newConsumer() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updateBeginningOffsets(Map.of(LOG, 0L, ALIASES, 0L));
    return consumer;
  }

  @AfterEach
  void close() {
    follower.close();
  }

  private static void log(MockConsumer<byte[], byte[]> to, long offset, byte[] value) {
    to.addRecord(new ConsumerRecord<>("models", 0, offset, new byte[0], value));
    to.updateEndOffsets(Map.of(LOG, offset + 1));
  }

  private static byte[] version(long version) {
    return new ModelAnnouncement("clicks", version, "sha", 0).toBytes();
  }

  private long nextLoaded() throws InterruptedException {
    Long version = loaded.poll(10, TimeUnit.SECONDS);
    assertThat(version).as("a version is loaded within 10 s").isNotNull();
    return version;
  }

  @Test
  void readsTheWholeLogBeforeItLoadsTheNewest() throws Exception {
    consumer.setMaxPollRecords(2);
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < 7; i++) {
            log(consumer, i, version(i + 1));
          }
        });
    follower.start();
    assertThat(nextLoaded()).isEqualTo(7);
    assertThat(loaded).isEmpty();
  }

  @Test
  void readsWhatAliasesNameBeforeItLoadsAnything() throws Exception {
    consumer.updateEndOffsets(Map.of(ALIASES, 2L));
    consumer.schedulePollTask(() -> log(consumer, 0, version(3)));
    follower.start();
    assertThat(loaded.poll(600, TimeUnit.MILLISECONDS)).as("loaded without aliases").isNull();
    ModelAnnouncement one = new ModelAnnouncement("clicks", 1, "sha", 0);
    byte[] champion = new AliasAssignment("clicks", "champion", one, List.of(), 0).toBytes();
    consumer.schedulePollTask(
        () -> {
          byte[] key = new byte[0];
          consumer.addRecord(new ConsumerRecord<>("models.aliases", 0, 0, key, new byte[] {1}));
          consumer.addRecord(new ConsumerRecord<>("models.aliases", 0, 1, key, champion));
        });
    assertThat(nextLoaded()).isEqualTo(1);
    assertThat(nextLoaded()).isEqualTo(3);
    assertThat(table.slot("clicks").servingVersion()).hasValue(1);
  }

  @Test
  void loadsEachVersionThatComesLater() throws Exception {
    consumer.schedulePollTask(() -> log(consumer, 0, version(1)));
    follower.start();
    assertThat(nextLoaded()).isEqualTo(1);
    consumer.schedulePollTask(() -> log(consumer, 1, version(2)));
    assertThat(nextLoaded()).isEqualTo(2);
  }

  @Test
  void skipsRecordsThatAreNoAnnouncements() throws Exception {
    consumer.schedulePollTask(
        () -> {
          log(consumer, 0, new byte[] {1, 2, 3});
          log(consumer, 1, null);
          log(consumer, 2, version(4));
        });
    follower.start();
    assertThat(nextLoaded()).isEqualTo(4);
  }

  @Test
  void startsOverWithAFreshConsumerAfterAFatalError() throws Exception {
    MockConsumer<byte[], byte[]> broken = newConsumer();
    broken.schedulePollTask(() -> broken.setPollException(new KafkaException("fenced")));
    consumer.schedulePollTask(() -> log(consumer, 0, version(1)));
    AtomicInteger opened = new AtomicInteger();
    try (AnnouncementFollower twice =
        new AnnouncementFollower(
            () -> opened.getAndIncrement() == 0 ? broken : consumer, "models", updater)) {
      twice.start();
      assertThat(nextLoaded()).isEqualTo(1);
    }
    assertThat(opened).hasValue(2);
    assertThat(broken.closed()).isTrue();
  }

  @Test
  void startsOverAfterAnyOtherError() throws Exception {
    consumer.schedulePollTask(() -> log(consumer, 0, version(1)));
    AtomicInteger opened = new AtomicInteger();
    try (AnnouncementFollower twice =
        new AnnouncementFollower(
            () -> {
              if (opened.getAndIncrement() == 0) {
                throw new UncheckedIOException(new IOException("stale file handle"));
              }
              return consumer;
            },
            "models",
            updater)) {
      twice.start();
      assertThat(nextLoaded()).isEqualTo(1);
    }
    assertThat(opened).hasValue(2);
  }

  @Test
  void closesItsConsumerWithinTwoSeconds() throws Exception {
    consumer.schedulePollTask(() -> log(consumer, 0, version(1)));
    follower.start();
    nextLoaded();
    long start = System.nanoTime();
    follower.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(consumer.closed()).isTrue();
  }
}
