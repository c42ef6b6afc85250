package io.thalweg.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thalweg.bench.BenchException;
import io.thalweg.ingestion.kafka.PushException;
import io.thalweg.ingestion.kafka.RecordPusher;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Events at a steady pace, on a thread of its own, until it is closed; what was missed of the pace
 * is made up for. Every {@value #PROBE_EVERY}th is a probe.
 */
final class PacedEvents implements AutoCloseable {
  static final int PROBE_EVERY = 50;
  private static final double PACE_KEPT = 0.9;
  private static final long TICK_NANOS = 2_000_000;

  private final Producer<byte[], byte[]> producer;
  private final int perSecond;
  private final Probes probes;
  private final Thread thread = new Thread(this::send, "paced-events");
  private volatile boolean isClosed;
  private volatile double sentPerSecond;
  private volatile @Nullable Exception failure;

  private PacedEvents(Producer<byte[], byte[]> producer, int perSecond, Probes probes) {
    this.producer = producer;
    this.perSecond = perSecond;
    this.probes = probes;
  }

  static PacedEvents begin(String servers, int perSecond, Probes probes) throws PushException {
    PacedEvents events =
        new PacedEvents(
            RecordPusher.openProducer(servers, Map.of("linger.ms", "2")), perSecond, probes);
    events.thread.start();
    return events;
  }

  private void send() {
    SplittableRandom random = new SplittableRandom(2);
    long begin = System.nanoTime();
    long sent = 0;
    try {
      while (!isClosed) {
        long due = (long) ((System.nanoTime() - begin) / 1e9 * perSecond);
        for (; sent < due && !isClosed; sent++) {
          send(sent, random);
        }
        LockSupport.parkNanos(TICK_NANOS);
      }
    } catch (IOException | KafkaException e) {
      failure = e;
    }
    sentPerSecond = sent * 1e9 / (System.nanoTime() - begin);
  }

  private void send(long n, SplittableRandom random) throws IOException {
    String id = "event-%010d".formatted(n);
    byte[] value = JoinTopics.event(id, System.currentTimeMillis(), random.nextInt(2), random);
    int partition = (int) (n % JoinTopics.PARTITIONS);
    long now = System.nanoTime();
    boolean isProbe = n / JoinTopics.PARTITIONS % PROBE_EVERY == 0;
    Callback probe =
        (at, refused) -> {
          if (refused != null) {
            failure = refused;
          } else if (isProbe) {
            probes.sent(partition, at.offset(), now);
          }
        };
    var unused =
        producer.send(
            new ProducerRecord<>(JoinTopics.EVENTS, partition, id.getBytes(UTF_8), value), probe);
  }

  /**
   * Events that were sent in a second; for who has closed this.
   *
   * @throws BenchException where the pace wasn't kept
   */
  double sentPerSecond() {
    if (failure != null || sentPerSecond < PACE_KEPT * perSecond) {
      throw new BenchException(
          "%.0f events/s were sent, want %d: %s"
              .formatted(
                  sentPerSecond, perSecond, failure == null ? "the machine is busy" : failure));
    }
    return sentPerSecond;
  }

  /** Everything sent is acknowledged when this returns. */
  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
