package io.thalweg.ingestion.flink;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where partitions are begun. Flink's own ones for a time and for the end would also jump to the
 * end, in silence, where a topic's retention has taken the position of a later start. Immutable.
 */
@SuppressWarnings("deprecation") // OffsetResetStrategy is what the interface takes
record BegunAt(OffsetsInitializer begin) implements OffsetsInitializer {
  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    return begin.getPartitionOffsets(partitions, retriever);
  }

  /** What is left is read. */
  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
