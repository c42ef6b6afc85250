package io.thalweg.serving.follow.kafka;

import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.PastKey;
import io.thalweg.serving.history.KeyedPasts;
import io.thalweg.serving.history.ModelPasts;
import io.thalweg.serving.history.PastStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics of histories from their beginnings, read committed and outside any consumer group,
 * on a thread of its own. After a failure it goes on where it was; a topic that can't be read is
 * left out meanwhile, and tried again. Thread-safe.
 */
public final class PastFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PastFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

  /** So long without the topics' ends, a server does as if it had read them. */
  private static final Duration READ_WITHIN = Duration.ofSeconds(30);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Map<String, List<PastStore>> storesByTopic = new HashMap<>();
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile long lag;

  // Touched on the thread only.
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /** Topics that can't be read now. */
  private final Set<String> leftOut = new HashSet<>();

  /** Why not, the last time. */
  private final Map<String, String> failures = new HashMap<>();

  private final long begunNanos = System.nanoTime();
  private long lookedAtNanos;
  private String failure = "";
  private boolean isRead;
  private Runnable onceRead = () -> {};

  /**
   * Doesn't connect yet.
   *
   * @param properties of the Kafka client, for instance for security; what the reading rests on
   *     can't be changed by them
   */
  public PastFollower(Map<String, String> properties, KeyedPasts pasts) {
    this(() -> AnnouncementFollower.openConsumer(properties), pasts);
  }

  PastFollower(Supplier<Consumer<byte[], byte[]>> consumers, KeyedPasts pasts) {
    this.consumers = consumers;
    for (ModelPasts model : pasts.models().values()) {
      storesByTopic
          .computeIfAbsent(model.followed().topic(), t -> new ArrayList<>())
          .add(model.store());
    }
    this.thread = new Thread(this::follow, "thalweg-follow-histories");
    this.thread.setDaemon(true);
  }

  /**
   * Begins to read.
   *
   * @param then called once on the follower's thread, when the topics have been read to their ends,
   *     or that takes too long
   */
  public void start(Runnable then) {
    onceRead = then;
    thread.start();
  }

  /** Records of all topics that aren't read yet, markers of transactions among them. */
  public long lag() {
    return lag;
  }

  /** Stops following and waits for the thread, for 2 s at most. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE_WITHIN.toMillis() * 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void follow() {
    while (!isClosing()) {
      try {
        followUntilItFails();
      } catch (RuntimeException e) {
        if (!e.toString().equals(failure)) {
          LOG.warn(
              "topics {}: reading goes on in {}: {}",
              storesByTopic.keySet(),
              REOPEN_AFTER,
              e.toString());
        }
        failure = e.toString();
        awaitClosing(REOPEN_AFTER);
        goOnWithoutThem();
      }
    }
  }

  private void followUntilItFails() {
    Consumer<byte[], byte[]> consumer = consumers.get();
    try {
      lookForNew(consumer);
      while (!isClosing()) {
        if (consumer.assignment().isEmpty()) {
          awaitClosing(POLL);
          goOnWithoutThem();
        } else {
          poll(consumer);
        }
        if (System.nanoTime() - lookedAtNanos > LOOK_EVERY.toNanos()) {
          lookForNew(consumer);
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    }
  }

  private void poll(Consumer<byte[], byte[]> consumer) {
    try {
      consumer.poll(POLL).forEach(this::read);
    } catch (TopicAuthorizationException e) {
      e.unauthorizedTopics().forEach(topic -> leaveOut(topic, e));
      assign(consumer);
      return;
    }
    for (TopicPartition partition : consumer.assignment()) {
      next.put(partition, consumer.position(partition));
    }
    measure(consumer);
    failure = "";
  }

  private void lookForNew(Consumer<byte[], byte[]> consumer) {
    lookedAtNanos = System.nanoTime();
    leftOut.clear();
    for (String topic : storesByTopic.keySet()) {
      try {
        for (PartitionInfo p : consumer.partitionsFor(topic)) {
          begin(consumer, new TopicPartition(topic, p.partition()));
        }
      } catch (AuthenticationException e) {
        throw e; // of no topic in particular
      } catch (KafkaException e) {
        leaveOut(topic, e);
        goOnWithoutThem();
      }
    }
    assign(consumer);
  }

  private void begin(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    if (!next.containsKey(partition)) {
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      next.put(partition, consumer.position(partition));
    }
  }

  private void leaveOut(String topic, KafkaException e) {
    leftOut.add(topic);
    if (!e.toString().equals(failures.put(topic, e.toString()))) {
      LOG.warn("topic {}: left out, tried again every {}: {}", topic, LOOK_EVERY, e.toString());
    }
  }

  /** All that can be read, from where it stands; nothing is lost where it is so already. */
  private void assign(Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> readable = new HashMap<>(next);
    readable.keySet().removeIf(partition -> leftOut.contains(partition.topic()));
    if (!consumer.assignment().equals(readable.keySet())) {
      consumer.assign(readable.keySet());
      readable.forEach(consumer::seek);
    }
  }

  private void measure(Consumer<byte[], byte[]> consumer) {
    long sum = 0;
    boolean known = leftOut.isEmpty();
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong of = consumer.currentLag(partition);
      known &= of.isPresent();
      sum += of.orElse(0);
    }
    lag = sum;
    if (known) {
      failures.clear();
    }
    if (known && sum == 0) {
      markRead();
    } else {
      goOnWithoutThem();
    }
  }

  private void goOnWithoutThem() {
    if (!isRead && System.nanoTime() - begunNanos > READ_WITHIN.toNanos()) {
      LOG.warn(
          "topics {}: not read to their ends within {}, the server goes on with what it has",
          storesByTopic.keySet(),
          READ_WITHIN);
      markRead();
    }
  }

  private void markRead() {
    if (!isRead && !isClosing()) {
      isRead = true;
      onceRead.run();
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    Optional<PastKey> key = record.key() == null ? Optional.empty() : PastKey.read(record.key());
    if (key.isEmpty()) {
      LOG.warn(
          "topic {}, offset {}: skipped: the key names no part, want all:KEY, fields:KEY or"
              + " labels:KEY",
          record.topic(),
          record.offset());
      return;
    }
    byte[] past = record.value();
    try {
      if (past != null) {
        KeyHistory.requireReadable(past);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("topic {}, offset {}: skipped: {}", record.topic(), record.offset(), e.toString());
      return;
    }
    for (PastStore store : storesByTopic.getOrDefault(record.topic(), List.of())) {
      if (past == null) {
        store.forget(key.get());
      } else {
        store.put(key.get(), past);
      }
    }
  }

  private void awaitClosing(Duration atMost) {
    try {
      closing.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }
}
