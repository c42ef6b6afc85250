package io.thalweg.serving.follow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.schemas.DeadLetterHeaders;
import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import io.thalweg.serving.console.Console;
import io.thalweg.serving.console.DeadLetter;
import io.thalweg.serving.console.ModelState;
import io.thalweg.serving.console.Said;
import io.thalweg.serving.follow.Releases;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The followers of what pipelines tell consoles, by a consumer without a broker. */
@Timeout(60)
final class FiguresFollowerTest {
  private static final long NOW = 1_764_312_000_000L;
  private static final TopicPartition FIGURES = new TopicPartition("models.figures", 0);
  private static final TopicPartition LETTERS = new TopicPartition("t.dead-letters", 0);

  private final Console console =
      new Console(
          new ServingRecorder(),
          new VersionTable(List.of()),
          new Releases(),
          () -> Instant.ofEpochMilli(NOW));

  /** Answers for a time that is asked for with the first offset there is. */
  private static final class Broker extends MockConsumer<byte[], byte[]> {
    private final List<Long> askedFor = new ArrayList<>();

    Broker() {
      super("earliest");
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      askedFor.addAll(times.values());
      return Map.of(FIGURES, new OffsetAndTimestamp(1, NOW - 2_000));
    }
  }

  private static void make(MockConsumer<byte[], byte[]> consumer, TopicPartition of, long end) {
    consumer.updatePartitions(
        of.topic(), List.of(new PartitionInfo(of.topic(), 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(of, 0L));
    consumer.updateEndOffsets(Map.of(of, end));
  }

  private static ConsumerRecord<byte[], byte[]> figures(long offset, byte[] value) {
    return new ConsumerRecord<>(FIGURES.topic(), 0, offset, new byte[0], value);
  }

  private FiguresFollower follower(MockConsumer<byte[], byte[]> consumer) {
    return new FiguresFollower(
        () -> consumer, FIGURES.topic(), console, () -> Instant.ofEpochMilli(NOW));
  }

  private ModelState state() {
    return Objects.requireNonNull(console.state("clicks"));
  }

  @Test
  void whatWasSaidInTheLastTwelveHoursIsReadAndWhatIsNoneOrTooLargeIsSkipped() {
    Broker consumer = new Broker();
    make(consumer, FIGURES, 5);
    List<Figure> many = new ArrayList<>();
    for (int i = 0; i < 80_000; i++) {
      many.add(new Figure("shift_" + i, "learner/0", 1));
    }
    byte[] large = new LearningFigures("large", "p", NOW, many, Map.of()).toBytes();
    assertThat(large.length).isGreaterThan(FiguresFollower.MOST_BYTES);
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(figures(0, Said.by("old").learner(0, 1, 1).at(NOW - 3_000).toBytes()));
          consumer.addRecord(
              figures(1, Said.by("a").learner(0, 100, 50).at(NOW - 2_000).toBytes()));
          consumer.addRecord(figures(2, new byte[] {1, 2, 3}));
          consumer.addRecord(figures(3, large));
          consumer.addRecord(
              figures(4, Said.by("a").learner(0, 130, 70).at(NOW - 1_000).toBytes()));
        });
    try (FiguresFollower follower = follower(consumer)) {
      follower.start();
      await().until(() -> console.knows("clicks") && state().totals().containsValue(130L));
      assertThat(consumer.askedFor).containsExactly(NOW - 12 * 3_600_000L);
      assertThat(state().processes()).isEqualTo(1);
      assertThat(console.knows("large")).isFalse();
      assertThat(state().absent()).doesNotContainKey("figures");
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void aTopicThatIsMissingIsWaitedForAndSaidToBeMissing() {
    Broker consumer = new Broker();
    consumer.updatePartitions(FIGURES.topic(), List.of());
    console.accept(Said.by("a").learner(0, 1, 1).at(NOW - 60_000));
    try (FiguresFollower follower = follower(consumer)) {
      follower.start();
      await()
          .untilAsserted(
              () ->
                  assertThat(state().absent().get("figures"))
                      .isEqualTo(
                          "there is no topic models.figures yet; a pipeline that tells of its"
                              + " learning makes it"));
      make(consumer, FIGURES, 2);
      consumer.schedulePollTask(
          () -> consumer.addRecord(figures(1, Said.by("a").learner(0, 7, 1).at(NOW).toBytes())));
      await().until(() -> state().totals().containsValue(7L));
    }
  }

  @Test
  void aFailureIsSaidAndReadingGoesOnWhereItWas() {
    Broker first = new Broker();
    make(first, FIGURES, 2);
    Broker second = new Broker();
    make(second, FIGURES, 3);
    List<Broker> brokers = new ArrayList<>(List.of(first, second));
    first.schedulePollTask(
        () -> first.addRecord(figures(1, Said.by("a").learner(0, 5, 1).at(NOW).toBytes())));
    first.schedulePollTask(() -> first.setPollException(new KafkaException("gone")));
    second.schedulePollTask(
        () -> {
          second.addRecord(figures(1, Said.by("a").learner(0, 99, 1).at(NOW).toBytes()));
          second.addRecord(figures(2, Said.by("a").learner(0, 6, 1).at(NOW).toBytes()));
        });
    try (FiguresFollower follower =
        new FiguresFollower(
            () -> brokers.remove(0), FIGURES.topic(), console, () -> Instant.ofEpochMilli(NOW))) {
      follower.start();
      await().until(() -> console.knows("clicks") && state().totals().containsValue(6L));
      assertThat(second.askedFor).isEmpty();
      assertThat(first.closed()).isTrue();
    }
  }

  @Test
  void deadLettersAreReadFromAHundredBeforeTheirEndAndOnlyThoseThatHaveAReason() {
    console.live();
    console.accept(
        Said.by("a").learner(0, 1, 1).text("deadLetters", "t.dead-letters,missing").at(NOW));
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    make(consumer, LETTERS, 500);
    consumer.updatePartitions("missing", List.of());
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(letter(399, "before"));
          consumer.addRecord(letter(450, "too short"));
          consumer.addRecord(letter(451, null));
          consumer.addRecord(letter(452, "too long"));
        });
    try (LetterFollower follower = new LetterFollower(() -> consumer, console)) {
      follower.start();
      await().until(() -> state().letters().size() == 2);
      assertThat(state().letters())
          .containsExactly(
              new DeadLetter(NOW - 9, "t", 3, 17, "too long", 3, "a.b"),
              new DeadLetter(NOW - 9, "t", 3, 17, "too short", 3, "a.b"));
    }
  }

  private static ConsumerRecord<byte[], byte[]> letter(long offset, String reason) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(DeadLetterHeaders.TOPIC, bytes("t"));
    headers.add(DeadLetterHeaders.PARTITION, bytes("3"));
    headers.add(DeadLetterHeaders.OFFSET, bytes("17"));
    headers.add(DeadLetterHeaders.REFUSED_AT, bytes(Long.toString(NOW - 9)));
    if (reason != null) {
      headers.add(DeadLetterHeaders.REASON, bytes(reason));
    }
    return new ConsumerRecord<>(
        LETTERS.topic(),
        0,
        offset,
        NOW,
        TimestampType.CREATE_TIME,
        0,
        3,
        new byte[0],
        new byte[] {'a', 7, 'b'},
        headers,
        Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
