package io.thalweg.serving.feedback.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far each partition of some topics has been read, across consumers. Partitions of the first
 * look are read from their end, those that come later from their beginning. Confined to one thread.
 */
final class Positions {
  private static final long LOOK_EVERY_NANOS = 5_000_000_000L;

  private final Set<String> topics;
  private final LongSupplier nanoClock;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private @Nullable Long lookedAtNanos;

  Positions(Collection<String> topics) {
    this(topics, System::nanoTime);
  }

  Positions(Collection<String> topics, LongSupplier nanoClock) {
    this.topics = Set.copyOf(topics);
    this.nanoClock = nanoClock;
  }

  /** Whether there is nothing to read yet. */
  boolean isEmpty() {
    return next.isEmpty();
  }

  /** Lets a new consumer go on where the last one was. */
  void assign(Consumer<?, ?> consumer) {
    consumer.assign(next.keySet());
    next.forEach(consumer::seek);
  }

  /** Looks from time to time which partitions there are, and assigns them. */
  void lookForNew(Consumer<?, ?> consumer) {
    Long last = lookedAtNanos;
    long now = nanoClock.getAsLong();
    if (last != null && now - last < LOOK_EVERY_NANOS) {
      return;
    }
    Set<TopicPartition> found = partitions(consumer);
    found.removeAll(next.keySet());
    if (!found.isEmpty()) {
      Set<TopicPartition> all = new HashSet<>(next.keySet());
      all.addAll(found);
      consumer.assign(all);
      if (last == null) {
        consumer.seekToEnd(found);
      } else {
        consumer.seekToBeginning(found);
      }
      found.forEach(partition -> next.put(partition, consumer.position(partition)));
    }
    lookedAtNanos = now;
  }

  private Set<TopicPartition> partitions(Consumer<?, ?> consumer) {
    Set<TopicPartition> found = new HashSet<>();
    for (String topic : topics) {
      for (PartitionInfo p : consumer.partitionsFor(topic)) {
        found.add(new TopicPartition(topic, p.partition()));
      }
    }
    return found;
  }

  /** Takes down how far the consumer has come. */
  void remember(Consumer<?, ?> consumer) {
    next.replaceAll((partition, before) -> consumer.position(partition));
  }
}
