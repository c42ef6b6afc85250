package io.thalweg.learner.flink;

import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.runtime.partitioner.KeyGroupStreamPartitioner;

/**
 * The exchange of {@code keyBy} before an operator that isn't keyed: with {@code keyBy} Flink would
 * build a keyed state backend, which claims the snapshot slot that the replay store needs.
 */
final class KeyGroupExchange {
  /**
   * Sends each record to the learner that owns its key group.
   *
   * @param maxParallelism a placeholder: the task sets it from the consuming vertex, which must
   *     state its own
   */
  static <T, K> DataStream<T> byKeyGroup(
      DataStream<T> in, KeySelector<T, K> key, int maxParallelism) {
    return new DataStream<>(
        in.getExecutionEnvironment(),
        new PartitionTransformation<>(
            in.getTransformation(),
            new KeyGroupStreamPartitioner<>(
                in.getExecutionEnvironment().clean(key), maxParallelism)));
  }

  private KeyGroupExchange() {}
}
