package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.Start;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // OffsetResetStrategy is what Flink asks for
class SourcesTest {
  private static final TopicPartition PARTITION = new TopicPartition("e", 0);

  /** A topic whose record at each time has the time as its offset. */
  private static final class Times implements OffsetsInitializer.PartitionOffsetsRetriever {
    @Override
    public Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> partitions) {
      return Map.of();
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      return Map.of(PARTITION, 100L);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
      return Map.of(PARTITION, 0L);
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      return times.entrySet().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey, e -> new OffsetAndTimestamp(e.getValue(), e.getValue())));
    }
  }

  @Test
  void whereRetentionHasTakenAPositionWhatIsLeftIsRead() {
    for (Start start :
        List.of(Start.EARLIEST, new Start.Latest(), new Start.At(Instant.ofEpochMilli(7)))) {
      assertThat(Sources.offsets(start).getAutoOffsetResetStrategy())
          .as("%s", start)
          .isEqualTo(OffsetResetStrategy.EARLIEST);
    }
  }

  @Test
  void theFirstStartIsAtTheTimeOrAtTheEnd() {
    assertThat(begin(new Start.At(Instant.ofEpochMilli(7)))).isEqualTo(7);
    assertThat(begin(new Start.Latest())).isEqualTo(100);
  }

  private static long begin(Start start) {
    return Sources.offsets(start)
        .getPartitionOffsets(List.of(PARTITION), new Times())
        .getOrDefault(PARTITION, Long.MIN_VALUE);
  }
}
