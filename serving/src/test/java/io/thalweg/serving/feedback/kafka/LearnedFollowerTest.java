package io.thalweg.serving.feedback.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.schemas.LearnedEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class LearnedFollowerTest {
  private static final TopicPartition FIRST = new TopicPartition("learned", 0);
  private static final TopicPartition LATER = new TopicPartition("learned", 1);

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  /** Five records were there before anybody looked. */
  private static MockConsumer<byte[], byte[]> newConsumer() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, LATER, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 5L, LATER, 0L));
    partitions(consumer, FIRST);
    return consumer;
  }

  private static void partitions(MockConsumer<byte[], byte[]> of, TopicPartition... partitions) {
    of.updatePartitions(
        "learned",
        Arrays.stream(partitions)
            .map(p -> new PartitionInfo("learned", p.partition(), null, null, null))
            .toList());
  }

  private static void add(MockConsumer<byte[], byte[]> to, TopicPartition at, long offset) {
    add(to, at, offset, new LearnedEvent("e" + offset, 1, 0, 1, 0).toBytes());
  }

  private static void add(
      MockConsumer<byte[], byte[]> to, TopicPartition at, long offset, byte[] value) {
    to.addRecord(new ConsumerRecord<>(at.topic(), at.partition(), offset, null, value));
  }

  private LearnedFollower follower(
      Supplier<MockConsumer<byte[], byte[]>> consumers, Map<String, String> topics) {
    return new LearnedFollower(
        consumers::get, topics, (model, event) -> told.add(model + " " + event.id()));
  }

  private String next() throws InterruptedException {
    String one = told.poll(10, TimeUnit.SECONDS);
    assertThat(one).as("told within 10 s").isNotNull();
    return one;
  }

  @Test
  void tellsEveryModelOfATopicWhatIsLearnedFromNowOn() throws Exception {
    MockConsumer<byte[], byte[]> consumer = newConsumer();
    consumer.schedulePollTask(
        () -> {
          add(consumer, FIRST, 4);
          add(consumer, FIRST, 5);
          add(consumer, FIRST, 6, new byte[] {1, 2, 3});
          add(consumer, FIRST, 7, null);
          add(consumer, FIRST, 8);
        });
    try (LearnedFollower follower =
        follower(() -> consumer, Map.of("a", "learned", "b", "learned"))) {
      follower.start();
      assertThat(List.of(next(), next(), next(), next()))
          .containsExactlyInAnyOrder("a e5", "b e5", "a e8", "b e8");
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void goesOnWhereItWasWithAFreshConsumerAfterAnError() throws Exception {
    MockConsumer<byte[], byte[]> broken = newConsumer();
    broken.schedulePollTask(() -> add(broken, FIRST, 5));
    broken.schedulePollTask(() -> broken.setPollException(new KafkaException("fenced")));
    MockConsumer<byte[], byte[]> whole = newConsumer();
    whole.updateEndOffsets(Map.of(FIRST, 9L));
    whole.schedulePollTask(
        () -> {
          add(whole, FIRST, 5);
          add(whole, FIRST, 6);
        });
    AtomicInteger opened = new AtomicInteger();
    try (LearnedFollower follower =
        follower(() -> opened.getAndIncrement() == 0 ? broken : whole, Map.of("m", "learned"))) {
      follower.start();
      assertThat(next()).isEqualTo("m e5");
      assertThat(next()).isEqualTo("m e6");
    }
    assertThat(broken.closed()).isTrue();
  }

  @Test
  void aPartitionThatComesLaterIsReadFromItsBeginning() {
    MockConsumer<byte[], byte[]> consumer = newConsumer();
    AtomicLong nanos = new AtomicLong();
    Positions positions = new Positions(List.of("learned"), nanos::get);
    positions.lookForNew(consumer);
    assertThat(consumer.position(FIRST)).isEqualTo(5);
    partitions(consumer, FIRST, LATER);
    consumer.updateEndOffsets(Map.of(LATER, 3L));
    positions.lookForNew(consumer);
    assertThat(consumer.assignment()).containsExactly(FIRST);
    nanos.set(5_000_000_000L);
    positions.lookForNew(consumer);
    assertThat(consumer.position(LATER)).isZero();
    assertThat(consumer.position(FIRST)).isEqualTo(5);
  }

  @Test
  void aTopicThatIsNotThereYetIsReadFromItsBeginningOnceItIs() {
    MockConsumer<byte[], byte[]> consumer = newConsumer();
    consumer.updatePartitions("learned", List.of());
    AtomicLong nanos = new AtomicLong();
    Positions positions = new Positions(List.of("learned"), nanos::get);
    positions.lookForNew(consumer);
    assertThat(positions.isEmpty()).isTrue();
    partitions(consumer, FIRST);
    nanos.set(5_000_000_000L);
    positions.lookForNew(consumer);
    assertThat(consumer.position(FIRST)).isZero();
  }
}
