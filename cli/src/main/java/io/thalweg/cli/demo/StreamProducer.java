package io.thalweg.cli.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Plays a stream into Kafka on a thread of its own: a record when its event time has come, counted
 * from the start, and its label when that is due. A broker slower than the stream delays it;
 * nothing is left out. Thread-safe.
 */
public final class StreamProducer implements AutoCloseable {
  private static final Map<String, Object> CONFIG =
      Map.of("linger.ms", 5, "batch.size", 1 << 17, "enable.idempotence", true, "acks", "all");
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final TransactionStream stream;
  private final String eventsTopic;
  private final String labelsTopic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final LongAdder events = new LongAdder();
  private final LongAdder labels = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean stopped;

  private StreamProducer(
      TransactionStream stream, String bootstrapServers, String eventsTopic, String labelsTopic) {
    this.stream = stream;
    this.eventsTopic = eventsTopic;
    this.labelsTopic = labelsTopic;
    Map<String, Object> config = new HashMap<>(CONFIG);
    config.put("bootstrap.servers", bootstrapServers);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.thread = Daemon.named("thalweg-stream", this::play);
  }

  /** Begins at once; the stream belongs to the producer from here on. */
  public static StreamProducer start(
      TransactionStream stream, String bootstrapServers, String eventsTopic, String labelsTopic) {
    StreamProducer started = new StreamProducer(stream, bootstrapServers, eventsTopic, labelsTopic);
    started.thread.start();
    return started;
  }

  /**
   * True once the whole stream and all its labels are acknowledged, or {@link #close} was called.
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether the whole stream and all its labels are acknowledged, or {@link #close} was called. */
  public boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** What was asked to be sent; {@link #acknowledged} follows it. */
  public StreamCounts streamed() {
    return stream.counts();
  }

  public ProducerCounts acknowledged() {
    return new ProducerCounts(events.sum(), labels.sum(), failed.sum());
  }

  /** Sends no further record, waits for those on the way. Labels not yet due are left out. */
  public void stop() {
    stopped = true;
    Daemon.awaitEnd(thread);
  }

  /** Stops. */
  @Override
  public void close() {
    stop();
  }

  private void play() {
    Queue<DueLabel> due = new PriorityQueue<>(Comparator.comparingLong(DueLabel::atMillis));
    long startNanos = System.nanoTime();
    try {
      while (!stopped && stream.hasNext()) {
        StreamStep step = stream.next();
        sendLabels(due, step.atMillis(), startNanos);
        awaitEventTime(step.atMillis(), startNanos);
        send(eventsTopic, step.key(), step.atMillis(), step.value(), events);
        step.label().ifPresent(due::add);
      }
      sendLabels(due, Long.MAX_VALUE, startNanos);
    } finally {
      producer.close(CLOSE_TIMEOUT);
      ended.countDown();
    }
  }

  private void sendLabels(Queue<DueLabel> due, long untilMillis, long startNanos) {
    for (DueLabel label = due.peek();
        !stopped && label != null && label.atMillis() <= untilMillis;
        label = due.peek()) {
      due.remove();
      awaitEventTime(label.atMillis(), startNanos);
      send(labelsTopic, label.key(), label.atMillis(), label.toBytes(), labels);
    }
  }

  private void awaitEventTime(long atMillis, long startNanos) {
    long dueNanos = TimeUnit.MILLISECONDS.toNanos(atMillis - stream.spec().startMillis());
    for (long ahead = dueNanos - (System.nanoTime() - startNanos);
        ahead > 0 && !stopped;
        ahead = dueNanos - (System.nanoTime() - startNanos)) {
      LockSupport.parkNanos(Math.min(ahead, LONGEST_PAUSE_NANOS));
    }
  }

  private void send(String topic, String key, long atMillis, byte[] value, LongAdder acknowledged) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    var unused =
        producer.send(
            new ProducerRecord<>(topic, null, atMillis, keyBytes, value),
            (metadata, error) -> (error == null ? acknowledged : failed).increment());
  }
}
