package io.thalweg.learner.figures;

import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.FiguresSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The topic of figures. What Kafka doesn't take is dropped: after a failure the producer is given
 * up, and another one tried after 1 s, then twice as long each time up to 10 s. There is a line
 * when that begins and one when it is over. Confined to one thread, but for acknowledgements.
 */
final class FiguresTopic implements AutoCloseable {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Duration CLOSE_WITHIN = Duration.ofMillis(500);

  private final FiguresSpec spec;
  private final Opening opening;
  private final LongSupplier nanoTime;
  private final Consumer<String> news;
  private @Nullable Outlet outlet;
  private boolean failing;
  private long pauseNanos;
  private long failedAtNanos;

  /** Connects. */
  @FunctionalInterface
  interface Opening {
    Producer<byte[], byte[]> open() throws TopicException;
  }

  /** A producer, and what it has heard of its records. Thread-safe. */
  private static final class Outlet {
    final Producer<byte[], byte[]> producer;
    final AtomicBoolean taken = new AtomicBoolean();
    final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    Outlet(Producer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    void heard(@Nullable Exception e) {
      if (e == null) {
        taken.set(true);
      } else {
        failure.compareAndSet(null, e);
      }
    }
  }

  /**
   * Connects at the first record.
   *
   * @param news takes the lines
   */
  FiguresTopic(FiguresSpec spec, Opening opening, LongSupplier nanoTime, Consumer<String> news) {
    this.spec = spec;
    this.opening = opening;
    this.nanoTime = nanoTime;
    this.news = news;
  }

  /** Whether a record would be handed on now; false for a while after Kafka took none. */
  boolean takes() {
    look();
    return pauseNanos == 0 || outlet != null || nanoTime.getAsLong() - failedAtNanos >= pauseNanos;
  }

  /** Hands a record to Kafka, or drops it. */
  void send(byte[] value) {
    if (!takes()) {
      return;
    }
    byte[] key = spec.model().getBytes(StandardCharsets.UTF_8);
    try {
      Outlet to = outlet == null ? new Outlet(opening.open()) : outlet;
      outlet = to;
      var unused =
          to.producer.send(
              new ProducerRecord<>(spec.topic(), key, value), (metadata, e) -> to.heard(e));
    } catch (TopicException e) {
      fail(e);
    } catch (KafkaException e) {
      fail(explained(e));
    }
  }

  /** What has come of earlier records. */
  private void look() {
    if (outlet == null) {
      return;
    }
    Exception e = outlet.failure.get();
    if (e != null) {
      fail(explained(e));
    } else if (outlet.taken.get()) {
      pauseNanos = 0;
      if (failing) {
        failing = false;
        news.accept("figures are written to topic '%s' again".formatted(spec.topic()));
      }
    }
  }

  private TopicException explained(Exception e) {
    return TopicException.of(spec.kafka(), spec.topic(), e, FiguresProducer.DELIVERY);
  }

  private void fail(TopicException e) {
    if (!failing) {
      failing = true;
      news.accept("no figures are written for now, and learning goes on: " + e.getMessage());
    }
    giveUp(Duration.ZERO);
    failedAtNanos = nanoTime.getAsLong();
    pauseNanos = Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, 2 * pauseNanos));
  }

  private void giveUp(Duration within) {
    Outlet given = outlet;
    outlet = null;
    if (given != null) {
      given.producer.close(within);
    }
  }

  /** Waits a moment for what is on its way. */
  @Override
  public void close() {
    giveUp(CLOSE_WITHIN);
  }
}
