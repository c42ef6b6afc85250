package io.thalweg.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
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
 * Events with labels, and the truth about them. Every tenth event never gets a label, every seventh
 * label comes before its event, every fiftieth event and some labels come twice. Confined to one
 * thread, but for {@link #labelled} and the pace.
 */
final class EventStream implements AutoCloseable {
  static final Schema EVENT =
      SchemaBuilder.record("Event")
          .fields()
          .requiredString("id")
          .requiredString("account")
          .requiredLong("at")
          .requiredDouble("a")
          .requiredDouble("b")
          .endRecord();
  static final Schema LABEL =
      SchemaBuilder.record("Label")
          .fields()
          .requiredString("id")
          .requiredInt("y")
          .requiredLong("at")
          .endRecord();

  private final KafkaProducer<byte[], byte[]> producer;
  private final SplittableRandom random = new SplittableRandom(3);
  private final List<String> labelled = new ArrayList<>();
  private CompletableFuture<Void> pace = CompletableFuture.completedFuture(null);
  private volatile boolean isPaced;
  private int sent;

  EventStream(String bootstrapServers) {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Sends so many events, with their labels, and waits until all are acknowledged. */
  void send(int events) {
    for (int i = 0; i < events; i++) {
      sendNext();
    }
    producer.flush();
  }

  /** Goes on sending at a steady pace, on a thread of its own, until {@link #endPace}. */
  void beginPace(int perSecond) {
    isPaced = true;
    pace =
        CompletableFuture.runAsync(
            () -> {
              long next = System.nanoTime();
              while (isPaced) {
                sendNext();
                next += 1_000_000_000L / perSecond;
                LockSupport.parkNanos(next - System.nanoTime());
              }
            },
            task -> new Thread(task, "paced-events").start());
  }

  /** Everything sent is acknowledged when this returns. */
  void endPace() {
    isPaced = false;
    pace.join();
    producer.flush();
  }

  private void sendNext() {
    int n = sent++;
    String id = "e" + n;
    double a = random.nextDouble(-1, 1);
    double b = random.nextDouble(-1, 1);
    long at = System.currentTimeMillis();
    byte[] event = event(id, "account-" + random.nextInt(500), at, a, b);
    byte[] label = label(id, a > b ? 1 : 0, at);
    boolean isLabelled = n % 10 != 9;
    if (isLabelled && n % 7 == 0) {
      put(Workplace.LABELS, id, label);
    }
    put(Workplace.EVENTS, id, event);
    if (n % 50 == 0) {
      put(Workplace.EVENTS, id, event);
    }
    if (isLabelled && (n % 7 != 0 || n % 60 == 0)) {
      put(Workplace.LABELS, id, label);
    }
    if (isLabelled) {
      synchronized (labelled) {
        labelled.add(id);
      }
    }
  }

  /** Ids of the events that must be learned, each once. */
  List<String> labelled() {
    synchronized (labelled) {
      return List.copyOf(labelled);
    }
  }

  private void put(String topic, String id, byte[] value) {
    var unused = producer.send(new ProducerRecord<>(topic, id.getBytes(UTF_8), value));
  }

  static byte[] event(String id, String account, long at, double a, double b) {
    GenericRecord event = new GenericData.Record(EVENT);
    event.put("id", id);
    event.put("account", account);
    event.put("at", at);
    event.put("a", a);
    event.put("b", b);
    return encode(event);
  }

  static byte[] label(String id, int y, long at) {
    GenericRecord label = new GenericData.Record(LABEL);
    label.put("id", id);
    label.put("y", y);
    label.put("at", at);
    return encode(label);
  }

  private static byte[] encode(GenericRecord datum) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(datum.getSchema()).write(datum, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    endPace();
    producer.close();
  }
}
