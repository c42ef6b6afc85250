package io.thalweg.cli.run;

import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The pipeline and the stream behind the kept savepoints. Nothing here may ever change: a savepoint
 * of long ago stands at the same offset of the same records. Confined to one thread.
 */
final class KeptStream implements AutoCloseable {
  /** Events before the savepoint; every twelfth of them gets its label only afterwards. */
  static final int BEFORE = 240;

  static final int LATE = BEFORE / 12;
  static final int AFTER = 60;
  static final int TWICE = 5;

  private static final int PARTITIONS = 2;

  /** In 2023; with the longest window that there is, what waits for its label waits until 2033. */
  private static final long FIRST_MILLIS = 1_700_000_000_000L;

  private static final Schema EVENT =
      SchemaBuilder.record("Event")
          .fields()
          .requiredString("id")
          .requiredLong("at")
          .requiredDouble("a")
          .requiredDouble("b")
          .endRecord();
  private static final Schema LABEL =
      SchemaBuilder.record("Label")
          .fields()
          .requiredString("id")
          .requiredInt("y")
          .requiredLong("at")
          .endRecord();
  private static final String PIPELINE =
      """
      name: kept
      kafka: {bootstrap.servers: "%s"}
      state: state
      learners: 2
      source: {topic: events, schema: event.avsc, id: id, time: at}
      label: {topic: labels, schema: label.avsc, id: id, field: y, time: at, window: 3650d}
      features:
        - {name: a, type: numeric}
        - {name: b, type: numeric}
      model: {layers: [4], head: binary, seed: 1}
      training:
        batch: 16
        replay-per-fresh: 1
        replay-steps: 1
        flush-after: 100ms
        optimizer: {type: adam, learning-rate: 0.01}
      replay: {capacity: 25600, retention: window, hot-memory: 1MB, warm-memory: 4MB}
      rounds: {every-examples: 64, max-age: 100ms}
      release: {every: 300ms}
      """;

  private final KafkaProducer<byte[], byte[]> producer;

  private KeptStream(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Makes the topics, and sends what came before the savepoint. */
  static KeptStream open(String bootstrapServers) throws Exception {
    for (String topic : new String[] {"events", "labels"}) {
      TopicAdmin.ensure(bootstrapServers, Map.of(), topic, PARTITIONS);
    }
    KeptStream stream = new KeptStream(bootstrapServers);
    for (int n = 0; n < BEFORE; n++) {
      stream.event(n);
      if (n % 12 != 11) {
        stream.label(n);
      }
    }
    stream.producer.flush();
    return stream;
  }

  /** The late labels, new events with theirs, and some old events once more. */
  void goOn() {
    for (int n = 11; n < BEFORE; n += 12) {
      label(n);
    }
    for (int n = BEFORE; n < BEFORE + AFTER; n++) {
      event(n);
      label(n);
    }
    for (int n = 0; n < TWICE; n++) {
      event(n);
    }
    producer.flush();
  }

  /** Writes the pipeline's files into a directory, and reads them. */
  static PipelineConfig pipeline(Path directory, String bootstrapServers) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("event.avsc"), EVENT.toString());
    Files.writeString(directory.resolve("label.avsc"), LABEL.toString());
    return PipelineFile.read(
        Files.writeString(
            directory.resolve("pipeline.yaml"), PIPELINE.formatted(bootstrapServers)));
  }

  private void event(int n) {
    SplittableRandom random = new SplittableRandom(n);
    GenericRecord event = new GenericData.Record(EVENT);
    event.put("id", "k" + n);
    event.put("at", FIRST_MILLIS + n);
    event.put("a", random.nextDouble(-1, 1));
    event.put("b", random.nextDouble(-1, 1));
    send("events", n, event);
  }

  private void label(int n) {
    SplittableRandom random = new SplittableRandom(n);
    double a = random.nextDouble(-1, 1);
    double b = random.nextDouble(-1, 1);
    GenericRecord label = new GenericData.Record(LABEL);
    label.put("id", "k" + n);
    label.put("y", a > b ? 1 : 0);
    label.put("at", FIRST_MILLIS + n);
    send("labels", n, label);
  }

  private void send(String topic, int n, GenericRecord datum) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(datum.getSchema()).write(datum, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var unused =
        producer.send(new ProducerRecord<>(topic, n % PARTITIONS, null, bytes.toByteArray()));
  }

  @Override
  public void close() {
    producer.close();
  }
}
