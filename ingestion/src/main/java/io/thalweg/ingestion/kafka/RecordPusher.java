package io.thalweg.ingestion.kafka;

import io.thalweg.ingestion.file.AddedColumns;
import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.ingestion.file.InputRow;
import io.thalweg.ingestion.file.RecordWriter;
import io.thalweg.ingestion.file.RowReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Pushes a file's rows into a topic, in the file's order. After the first line or send that fails,
 * nothing more is sent. Confined to one thread; the producer stays the caller's.
 */
public final class RecordPusher {
  private final Producer<byte[], byte[]> producer;
  private final PushOptions options;

  /**
   * A pusher.
   *
   * @param producer idempotent, so that a retry neither doubles nor reorders
   */
  public RecordPusher(Producer<byte[], byte[]> producer, PushOptions options) {
    this.producer = producer;
    this.options = options;
  }

  /**
   * An idempotent producer, which the caller closes.
   *
   * @param properties win over the defaults here
   * @throws PushException when a property is none of Kafka's, or has no such value
   */
  public static Producer<byte[], byte[]> openProducer(
      String bootstrapServers, Map<String, String> properties) throws PushException {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.putAll(properties);
    try {
      return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw new PushException(new ClientFailure(bootstrapServers, properties).text(e), e);
    }
  }

  /**
   * Pushes all rows.
   *
   * @param schema of the records, with the added columns in it
   * @throws PushException when a line is bad and isn't to be skipped, or Kafka refuses a record
   */
  public Pushed push(RowReader rows, Schema schema, Delivery.Progress progress)
      throws PushException, IOException {
    RecordWriter writer = writer(rows, schema);
    Delivery delivery = new Delivery(producer);
    long skipped = 0;
    try {
      for (long number = 1; !delivery.hasFailed(); number++) {
        try {
          InputRow row = rows.next();
          if (row == null) {
            break;
          }
          delivery.send(record(writer, row, number), progress);
        } catch (BadLineException e) {
          if (options.onBadLine() == PushOptions.OnBadLine.STOP) {
            throw e;
          }
          skipped++;
        }
      }
      producer.flush();
    } catch (BadLineException e) {
      producer.flush();
      throw new PushException(
          "%s; %d records before it are in topic '%s'; mend the line, or skip bad lines (--skip-bad-lines)"
              .formatted(e.getMessage(), delivery.acknowledged(), options.topic()),
          e);
    } catch (KafkaException e) {
      delivery.fail(options.topic(), e);
    }
    return delivery.done(skipped, progress);
  }

  /** A file whose header lacks a column has no line that fits. */
  private RecordWriter writer(RowReader rows, Schema schema) throws PushException {
    try {
      RecordWriter writer = new RecordWriter(rows, schema, options.added());
      if (options.routing() instanceof PushOptions.Routing.ByKey byKey) {
        writer.requireKey(rows, byKey.field());
      }
      return writer;
    } catch (BadLineException e) {
      boolean id =
          schema.getField(AddedColumns.ID) != null
              && !rows.columns().contains(AddedColumns.ID)
              && options.added().id() == AddedColumns.Id.OF_FILE;
      String next =
          id ? "--add-id numbers the rows" : "mend the header, or name another field or schema";
      String what = String.valueOf(e.getMessage());
      throw new PushException(what + (what.endsWith("?") ? " If not, " : "; ") + next, e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(RecordWriter writer, InputRow row, long number)
      throws BadLineException, IOException {
    byte[] value = options.form().of(writer.encode(row, number));
    if (options.routing() instanceof PushOptions.Routing.ByKey byKey) {
      byte[] key = writer.text(row, number, byKey.field()).getBytes(StandardCharsets.UTF_8);
      return new ProducerRecord<>(options.topic(), key, value);
    }
    return new ProducerRecord<>(options.topic(), 0, null, value);
  }
}
