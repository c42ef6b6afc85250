package io.thalweg.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import java.time.Duration;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Events and labels that a test sends one by one, and what is to come of them. */
final class SingleRecords implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KafkaProducer<byte[], byte[]> producer;
  private final Topic learned;

  SingleRecords(String bootstrapServers) {
    this.learned = new Topic(bootstrapServers, Workplace.LEARNED);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void event(String id, String account, long at) {
    put(Workplace.EVENTS, id, EventStream.event(id, account, at, 0.5, id.length()));
  }

  void label(String id, int y, long at) {
    put(Workplace.LABELS, id, EventStream.label(id, y, at));
  }

  private void put(String topic, String id, byte[] value) {
    var unused = producer.send(new ProducerRecord<>(topic, id.getBytes(UTF_8), value));
  }

  void flush() {
    producer.flush();
  }

  /** Waits until a completed checkpoint holds so many learned events. */
  void awaitCommitted(int events) {
    await().atMost(PATIENCE).pollInSameThread().until(() -> learned.committed().size() >= events);
  }

  /** Waits until a figure of a run is what it should be. */
  static void awaitFigure(PipelineRun run, long expected, ToLongFunction<JobFigures> figure) {
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .untilAsserted(() -> assertThat(figure.applyAsLong(run.figures())).isEqualTo(expected));
  }

  @Override
  public void close() {
    producer.close();
  }
}
