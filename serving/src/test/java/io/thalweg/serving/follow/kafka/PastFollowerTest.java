package io.thalweg.serving.follow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.HistoryPlan.Timing;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.PastKey;
import io.thalweg.serving.history.HistoriesConfig;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import io.thalweg.serving.history.HistoriesConfig.TimeUnit;
import io.thalweg.serving.history.KeyedPasts;
import io.thalweg.serving.history.PastStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PastFollowerTest {
  private static final TopicPartition PARTITION = new TopicPartition("h", 0);

  private final KeyedPasts pasts =
      new KeyedPasts(new HistoriesConfig(Map.of("m", followed("h"))), InstantSource.system());
  private final PastStore store = pasts.models().get("m").store();
  private final MockConsumer<byte[], byte[]> consumer = consumer();
  private final AtomicInteger begun = new AtomicInteger();

  private static MockConsumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updatePartitions("h", List.of(new PartitionInfo("h", 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    return consumer;
  }

  private static Followed followed(String topic) {
    return new Followed(topic, "user", null, TimeUnit.MILLIS, 1 << 20);
  }

  private static byte[] past() {
    History last =
        new History("h", History.Of.FIELD, "x", History.Aggregate.LAST, 1, 1, Scaling.NONE);
    HistoryPlan plan =
        HistoryPlan.of(new FeatureSpec(List.of(last)), Part.FIELDS, Timing.WHEN_KNOWN);
    return new KeyHistory(plan).toBytes();
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] key, byte[] value) {
    return new ConsumerRecord<>("h", 0, offset, key, value);
  }

  @Test
  void pastsAreKeptAndForgottenAsTheTopicSaysAndWhatIsNoneIsSkipped() {
    consumer.schedulePollTask(
        () -> {
          consumer.updateEndOffsets(Map.of(PARTITION, 6L));
          consumer.addRecord(record(0, key("fields:ann"), past()));
          consumer.addRecord(record(1, key("fields:bob"), past()));
          consumer.addRecord(record(2, key("who knows"), past()));
          consumer.addRecord(record(3, null, past()));
          consumer.addRecord(record(4, key("fields:eve"), new byte[] {99}));
          consumer.addRecord(record(5, key("fields:bob"), null));
        });
    try (PastFollower follower = new PastFollower(() -> consumer, pasts)) {
      follower.start(begun::incrementAndGet);
      await().until(() -> begun.get() == 1 && follower.lag() == 0 && store.size() == 1);
      store.forget(new PastKey(Part.FIELDS, "ann"));
      assertThat(store.size()).isZero();
      consumer.schedulePollTask(
          () -> {
            consumer.updateEndOffsets(Map.of(PARTITION, 7L));
            consumer.addRecord(record(6, key("labels:a:b"), past()));
          });
      await().until(() -> store.size() == 1);
      store.forget(new PastKey(Part.LABELS, "a:b"));
      assertThat(store.size()).isZero();
      assertThat(begun).hasValue(1);
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void nobodyAnswersBeforeTheTopicIsReadToItsEnd() {
    consumer.schedulePollTask(
        () -> {
          consumer.updateEndOffsets(Map.of(PARTITION, 2L));
          consumer.addRecord(record(0, key("all:ann"), past()));
        });
    AtomicInteger polls = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      consumer.schedulePollTask(() -> polls.addAndGet(1 + 100 * begun.get()));
    }
    consumer.schedulePollTask(() -> consumer.addRecord(record(1, key("all:bob"), past())));
    try (PastFollower follower = new PastFollower(() -> consumer, pasts)) {
      follower.start(begun::incrementAndGet);
      await().until(() -> begun.get() == 1);
      assertThat(polls).as("polls, and a hundred for each that came too late").hasValue(5);
      assertThat(store.size()).isEqualTo(2);
    }
  }

  @Test
  void goesOnWhereItWasAfterAFailure() {
    MockConsumer<byte[], byte[]> first = consumer();
    first.schedulePollTask(
        () -> {
          first.updateEndOffsets(Map.of(PARTITION, 1L));
          first.addRecord(record(0, key("all:ann"), past()));
        });
    first.schedulePollTask(() -> first.setPollException(new KafkaException("gone")));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.schedulePollTask(
        () -> {
          consumer.updateEndOffsets(Map.of(PARTITION, 2L));
          consumer.addRecord(record(0, key("all:never again"), past()));
          consumer.addRecord(record(1, key("all:bob"), past()));
        });
    AtomicInteger opened = new AtomicInteger();
    try (PastFollower follower =
        new PastFollower(() -> opened.getAndIncrement() == 0 ? first : consumer, pasts)) {
      follower.start(begun::incrementAndGet);
      await().until(() -> store.size() == 2);
      store.forget(new PastKey(Part.ALL, "ann"));
      store.forget(new PastKey(Part.ALL, "bob"));
      assertThat(store.size()).isZero();
      assertThat(first.closed()).isTrue();
      assertThat(begun).hasValue(1);
    }
  }

  @Test
  void aTopicThatMayNotBeReadStopsNoOther() {
    TopicPartition refused = new TopicPartition("a refused one", 0);
    try (MockConsumer<byte[], byte[]> both =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized List<PartitionInfo> partitionsFor(String topic) {
            if (topic.equals("no such name!")) {
              throw new InvalidTopicException(topic);
            }
            return super.partitionsFor(topic);
          }
        }) {
      for (TopicPartition p : List.of(PARTITION, refused)) {
        both.updatePartitions(
            p.topic(), List.of(new PartitionInfo(p.topic(), 0, null, null, null)));
        both.updateBeginningOffsets(Map.of(p, 0L));
        both.updateEndOffsets(Map.of(p, 0L));
      }
      both.schedulePollTask(
          () -> both.setPollException(new TopicAuthorizationException(Set.of(refused.topic()))));
      both.schedulePollTask(
          () -> {
            assertThat(both.assignment()).containsExactly(PARTITION);
            both.updateEndOffsets(Map.of(PARTITION, 1L));
            both.addRecord(record(0, key("all:ann"), past()));
          });
      KeyedPasts three =
          new KeyedPasts(
              new HistoriesConfig(
                  Map.of(
                      "a", followed("no such name!"),
                      "m", followed("h"),
                      "z", followed(refused.topic()))),
              InstantSource.system());
      try (PastFollower follower = new PastFollower(() -> both, three)) {
        follower.start(begun::incrementAndGet);
        await().until(() -> three.models().get("m").store().size() == 1);
        assertThat(begun).as("before the other topics are given up").hasValue(0);
      }
    }
  }

  @Test
  void whateverFailsTheThreadGoesOn() {
    consumer.schedulePollTask(
        () -> {
          consumer.updateEndOffsets(Map.of(PARTITION, 1L));
          consumer.addRecord(record(0, key("all:ann"), past()));
        });
    AtomicInteger opened = new AtomicInteger();
    try (PastFollower follower =
        new PastFollower(
            () -> {
              if (opened.getAndIncrement() == 0) {
                throw new IllegalArgumentException("nobody has thought of this one");
              }
              return consumer;
            },
            pasts)) {
      follower.start(begun::incrementAndGet);
      await().until(() -> begun.get() == 1 && store.size() == 1);
      assertThat(opened).hasValue(2);
    }
  }
}
