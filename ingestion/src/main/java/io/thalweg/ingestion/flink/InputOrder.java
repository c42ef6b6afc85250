package io.thalweg.ingestion.flink;

import java.io.Serializable;

/** In which order arrivals come to whoever learns from them. Immutable. */
public sealed interface InputOrder extends Serializable {
  /** As they come: the fastest partition first. */
  record AsTheyCome() implements InputOrder {}

  /**
   * In an order that follows from the topics alone, see {@link PartitionMerge}. One task does it.
   *
   * @param eventPartitions of the topic of events; each is waited for
   * @param labelPartitions likewise; 0 where labels stand in the events
   */
  record Merged(int eventPartitions, int labelPartitions) implements InputOrder {
    public Merged {
      if (eventPartitions < 1 || labelPartitions < 0) {
        throw new IllegalArgumentException(
            "partitions to merge: events=%d, labels=%d; there must be events"
                .formatted(eventPartitions, labelPartitions));
      }
    }
  }
}
