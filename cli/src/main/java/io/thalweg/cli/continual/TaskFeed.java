package io.thalweg.cli.continual;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thalweg.bench.continual.data.Course;
import io.thalweg.bench.continual.data.Samples;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a course to a topic in its order, the partitions by turns, and never far ahead of what is
 * done with: so the learners are in about the same task, whatever partition they read. Confined to
 * one thread.
 */
final class TaskFeed implements AutoCloseable {
  private final Course course;
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ExampleRecord record = new ExampleRecord();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private long sent;

  /** How much may be sent. */
  interface Allowance {
    /** Waits until more than so many may be sent; up to how many. */
    long after(long sent) throws InterruptedException;
  }

  TaskFeed(Course course, String bootstrapServers, String topic, int partitions) {
    this.course = course;
    this.topic = topic;
    this.partitions = partitions;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5, "batch.size", 1 << 18),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Sends all of it.
   *
   * @param allowance waits until more may be sent
   */
  void send(Allowance allowance) throws InterruptedException {
    long allowed = allowance.after(0);
    for (int task = 0; task < course.tasks().size(); task++) {
      Samples train = course.tasks().get(task).train();
      float[] x = new float[train.width()];
      for (int[] order : course.orders(task)) {
        for (int example : order) {
          if (sent == allowed) {
            producer.flush();
            requireSent();
            allowed = allowance.after(sent);
          }
          train.features(example, x, 0);
          send(Course.id(task, example), x, train.label(example));
        }
      }
    }
    producer.flush();
    requireSent();
  }

  private void send(String id, float[] x, int label) {
    int partition = (int) (sent++ % partitions);
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic, partition, null, id.getBytes(UTF_8), record.of(id, x, label)),
            (metadata, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
              }
            });
  }

  private void requireSent() {
    Exception first = failure.get();
    if (first != null) {
      throw new IllegalStateException("an example was not sent: " + first.getMessage(), first);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
