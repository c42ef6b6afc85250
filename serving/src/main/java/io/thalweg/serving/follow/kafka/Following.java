package io.thalweg.serving.follow.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that reads by a consumer outside any group, and by another one where that failed, until
 * it is closed. Thread-safe.
 */
final class Following implements AutoCloseable {
  static final Duration POLL = Duration.ofMillis(200);
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

  private final String what;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Turn turn;
  private final Failed failed;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Consumer<byte[], byte[]> reading;

  /** How it failed the last time. Touched on the thread only. */
  private String failure = "";

  /** What is done again and again on the thread. */
  interface Turn {
    /**
     * Reads for a while.
     *
     * @param isFirst whether the consumer is a new one, with nothing assigned
     */
    void take(Consumer<byte[], byte[]> consumer, boolean isFirst);
  }

  /** Is told why a consumer had to go. */
  interface Failed {
    void because(RuntimeException e);
  }

  /**
   * Doesn't begin yet.
   *
   * @param what the thread's name, and the log's
   */
  Following(String what, Supplier<Consumer<byte[], byte[]>> consumers, Turn turn, Failed failed) {
    this.what = what;
    this.consumers = consumers;
    this.turn = turn;
    this.failed = failed;
    this.thread = new Thread(this::follow, "thalweg-follow-" + what);
    this.thread.setDaemon(true);
  }

  /** Consumers of a Kafka whose client has these properties. */
  static Supplier<Consumer<byte[], byte[]>> consumers(Map<String, String> properties) {
    return () -> AnnouncementFollower.openConsumer(properties);
  }

  void start() {
    thread.start();
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void follow() {
    while (!isClosing()) {
      try {
        followUntilItFails();
      } catch (RuntimeException e) {
        if (isClosing()) {
          return;
        }
        failed.because(e);
        if (!e.toString().equals(failure)) {
          LOG.warn("{}: reading goes on in {}: {}", what, REOPEN_AFTER, e.toString());
        }
        failure = e.toString();
        rest(REOPEN_AFTER);
      }
    }
  }

  private void followUntilItFails() {
    Consumer<byte[], byte[]> consumer = consumers.get();
    reading = consumer;
    try {
      for (boolean isFirst = true; !isClosing(); isFirst = false) {
        turn.take(consumer, isFirst);
      }
    } finally {
      reading = null;
      consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    }
  }

  /** Waits, but not beyond the end. */
  void rest(Duration atMost) {
    try {
      var unused = closing.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  /** Stops and waits for the thread, for 2 s at most. */
  @Override
  public void close() {
    closing.countDown();
    Consumer<byte[], byte[]> consumer = reading;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(CLOSE_WITHIN.toMillis() * 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
