package io.thalweg.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thalweg.ingestion.kafka.PushException;
import io.thalweg.ingestion.kafka.RecordPusher;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Events that have their labels in them, and the same labels a second later on a topic of their
 * own. Stateless.
 */
final class JoinTopics {
  static final String EVENTS = "events";
  static final String LABELS = "labels";
  static final int NUMBERS = 100;
  static final int PARTITIONS = 2;

  static final String EVENT_SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"}, {"name": "at", "type": "long"},
        {"name": "label", "type": "int"},
        {"name": "x", "type": {"type": "array", "items": "float"}}]}
      """;

  static final String LABEL_SCHEMA =
      """
      {"type": "record", "name": "Label", "fields": [
        {"name": "id", "type": "string"}, {"name": "at", "type": "long"},
        {"name": "label", "type": "int"}]}
      """;

  private static final long BEGIN_MILLIS = 1_700_000_000_000L;
  private static final long LABEL_DELAY_MILLIS = 1_000;

  private JoinTopics() {}

  /**
   * Sends so many of both, a millisecond apart; an event and its label need not share a partition.
   */
  static void fill(String servers, long events) throws TopicException, PushException, IOException {
    TopicAdmin.ensure(servers, Map.of(), LABELS, PARTITIONS);
    fill(servers, events, true);
  }

  /** Sends events alone. */
  static void fillEvents(String servers, long events)
      throws TopicException, PushException, IOException {
    fill(servers, events, false);
  }

  private static void fill(String servers, long events, boolean labelsToo)
      throws TopicException, PushException, IOException {
    TopicAdmin.ensure(servers, Map.of(), EVENTS, PARTITIONS);
    SplittableRandom random = new SplittableRandom(1);
    try (Producer<byte[], byte[]> producer =
        RecordPusher.openProducer(servers, Map.of("batch.size", "262144"))) {
      for (long n = 0; n < events; n++) {
        String id = "event-%010d".formatted(n);
        int label = random.nextInt(2);
        long at = BEGIN_MILLIS + n;
        send(producer, EVENTS, n, id, event(id, at, label, random));
        if (labelsToo) {
          send(producer, LABELS, n / 2, id, label(id, at + LABEL_DELAY_MILLIS, label));
        }
      }
      producer.flush();
    }
  }

  private static void send(
      Producer<byte[], byte[]> producer, String topic, long n, String id, byte[] value) {
    int partition = (int) (n % PARTITIONS);
    Future<?> unused =
        producer.send(new ProducerRecord<>(topic, partition, id.getBytes(UTF_8), value));
  }

  /** One event, of a time in epoch millis. */
  static byte[] event(String id, long at, int label, SplittableRandom random) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    out.writeString(id);
    out.writeLong(at);
    out.writeInt(label);
    out.writeLong(NUMBERS);
    for (int i = 0; i < NUMBERS; i++) {
      out.writeFloat((float) random.nextDouble());
    }
    out.writeLong(0);
    return bytes.toByteArray();
  }

  private static byte[] label(String id, long at, int label) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    out.writeString(id);
    out.writeLong(at);
    out.writeInt(label);
    return bytes.toByteArray();
  }
}
