package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.schemas.DeadLetterHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One record in a hundred is none, half of them one by one among good ones and half in bursts: all
 * good ones are learned, all bad ones are dead letters that say why, among them records with a
 * frame that names a wrong schema, or none. A million records with {@code -Pnightly}.
 */
@Timeout(600)
final class MalformedRecordsIT {
  private static final int MOST = Boolean.getBoolean("thalweg.nightly") ? 1_000_000 : 20_000;
  private static final int BURST = 50;
  private static final long BEGIN_MILLIS = 1_700_000_000_000L;
  private static final TopicPartition EVENTS = new TopicPartition("events", 0);
  private static final TopicPartition LETTERS = new TopicPartition("events.dead-letters", 0);

  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"}, {"name": "at", "type": "long"},
        {"name": "nothing", "type": {"type": "array", "items": "null"}},
        {"name": "x", "type": {"type": "array", "items": "float"}},
        {"name": "y", "type": "int"}]}
      """;

  @TempDir private Path directory;

  /** What stands before records, and how many good ones there are. */
  private enum Wire {
    PLAIN(MOST) {
      @Override
      byte[] frame(byte[] record, int schema) {
        return record;
      }
    },
    CONFLUENT(MOST / 2) {
      @Override
      byte[] frame(byte[] record, int schema) {
        return ByteBuffer.allocate(5 + record.length)
            .put((byte) 0)
            .putInt(schema)
            .put(record)
            .array();
      }
    };

    private final int good;

    Wire(int good) {
      this.good = good;
    }

    int bad() {
      return good / 100;
    }

    List<Damage> damages() {
      return Arrays.stream(Damage.values()).filter(d -> this == CONFLUENT || !d.ofFrame).toList();
    }

    abstract byte[] frame(byte[] record, int schema);
  }

  /** How a good record is spoilt, and what its dead letter says. */
  private enum Damage {
    CUT("(?s).*bytes.*") {
      @Override
      byte[] of(int n, SplittableRandom random) throws IOException {
        byte[] good = record(n, random, 0, 0);
        return Arrays.copyOf(good, random.nextInt(good.length));
      }
    },
    LONGER("7 of \\d+ bytes are left after the record.*") {
      @Override
      byte[] of(int n, SplittableRandom random) throws IOException {
        byte[] good = record(n, random, 0, 0);
        return Arrays.copyOf(good, good.length + 7);
      }
    },
    HUGE_LENGTH("id: length \\d+, at most 65536.*") {
      @Override
      byte[] of(int n, SplittableRandom random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        out.writeLong(1L << (20 + random.nextInt(40)));
        out.writeFixed(record(n, random, 0, 0));
        return bytes.toByteArray();
      }
    },
    MANY_NULLS("nothing: .*items.*at most 1048576") {
      @Override
      byte[] of(int n, SplittableRandom random) throws IOException {
        return record(n, random, 0, (1L << 20) + 1 + random.nextInt(1 << 20));
      }
    },
    NO_CLASS("label.*y.*|y: label \\d+.0 is not a class from 0 to 1") {
      @Override
      byte[] of(int n, SplittableRandom random) throws IOException {
        return record(n, random, 2 + random.nextInt(9), 0);
      }
    },
    EMPTY("(?s).*bytes.*") {
      @Override
      byte[] of(int n, SplittableRandom random) {
        return new byte[0];
      }
    },
    UNKNOWN_SCHEMA("the registry knows no schema id [3-7]") {
      @Override
      byte[] framed(Wire wire, int n, SplittableRandom random) throws IOException {
        return wire.frame(record(n, random, 1, 0), 3 + random.nextInt(5));
      }
    },
    OTHER_SCHEMA("schema id 2 can't be read as event.avsc: .*") {
      @Override
      byte[] framed(Wire wire, int n, SplittableRandom random) throws IOException {
        return wire.frame(record(n, random, 1, 0), FakeRegistry.OTHER);
      }
    },
    NO_SCHEMA_ID("schema id -?\\d+ is none: they begin at 1") {
      @Override
      byte[] framed(Wire wire, int n, SplittableRandom random) throws IOException {
        return wire.frame(record(n, random, 1, 0), -random.nextInt(9));
      }
    },
    NO_FRAME("no schema id of Confluent's, in a header or before the record: .*") {
      @Override
      byte[] framed(Wire wire, int n, SplittableRandom random) throws IOException {
        return record(n, random, 1, 0);
      }
    },
    CUT_FRAME("no schema id of Confluent's, .*|the record is empty, .*") {
      @Override
      byte[] framed(Wire wire, int n, SplittableRandom random) throws IOException {
        return Arrays.copyOf(wire.frame(record(n, random, 1, 0), 1), random.nextInt(5));
      }
    };

    private final String reason;

    /** Whether only records with a frame can be spoilt so. */
    private final boolean ofFrame;

    Damage(String reason) {
      this.reason = reason;
      this.ofFrame = name().contains("SCHEMA") || name().contains("FRAME");
    }

    /** A record without its frame. */
    byte[] of(int n, SplittableRandom random) throws IOException {
      throw new UnsupportedOperationException(name());
    }

    byte[] framed(Wire wire, int n, SplittableRandom random) throws IOException {
      return wire.frame(of(n, random), FakeRegistry.EVENT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyGoodRecordIsLearnedAndEveryBadOneIsADeadLetterThatSaysWhy(Wire wire) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        FakeRegistry registry = FakeRegistry.start(SCHEMA)) {
      Map<Long, Damage> bad = send(kafka.bootstrapServers(), wire);
      assertThat(bad).hasSize(wire.bad());
      assertThat(bad.values()).containsAll(wire.damages());
      Path report = directory.resolve("run.json");

      Outcome run =
          Outcome.of(
              "run",
              pipeline(kafka.bootstrapServers(), wire, registry.url()),
              "--until-end",
              "--report",
              report);

      assertThat(run.exitCode()).as(run.err()).isZero();
      JsonNode job = new ObjectMapper().readTree(Files.readString(report));
      assertThat(job.path("events_trained").asInt()).isEqualTo(wire.good);
      requireLetters(kafka.bootstrapServers(), wire, bad);
    }
  }

  /** Answers what was bad, by its offset. */
  private static Map<Long, Damage> send(String servers, Wire wire) throws Exception {
    List<Damage> damages = wire.damages();
    SplittableRandom random = new SplittableRandom(4);
    Map<Long, Damage> bad = new HashMap<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic(EVENTS.topic(), 1, (short) 1))).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 20, "batch.size", 1 << 18),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      long offset = 0;
      for (int n = 0; n < wire.good; n++) {
        int next = n % 200 == 199 ? 1 : n % (200 * BURST) == 100 ? BURST : 0;
        for (int i = 0; i < next; i++) {
          Damage damage = damages.get(random.nextInt(damages.size()));
          send(producer, damage.framed(wire, n, random));
          bad.put(offset++, damage);
        }
        byte[] good = record(n, random, random.nextInt(2), 0);
        send(producer, wire.frame(good, FakeRegistry.EVENT));
        offset++;
      }
      producer.flush();
    }
    return bad;
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, byte[] value) {
    Future<?> unused = producer.send(new ProducerRecord<>(EVENTS.topic(), 0, null, value));
  }

  private static byte[] record(int n, SplittableRandom random, int label, long nulls)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    out.writeString("e" + n);
    out.writeLong(BEGIN_MILLIS + n);
    out.writeLong(nulls);
    if (nulls > 0) {
      out.writeLong(0);
    }
    out.writeLong(2);
    out.writeFloat((float) random.nextDouble());
    out.writeFloat(label);
    out.writeLong(0);
    out.writeInt(label);
    return bytes.toByteArray();
  }

  private Path pipeline(String servers, Wire wire, String registry) throws IOException {
    Files.writeString(directory.resolve("event.avsc"), SCHEMA);
    String framing = wire == Wire.PLAIN ? "" : ", framing: confluent";
    String more = wire == Wire.PLAIN ? "" : "registry: {url: \"%s\"}".formatted(registry);
    return Files.writeString(
        directory.resolve("p.yaml"),
        """
        name: spoilt
        kafka: {bootstrap.servers: "%s"}
        state: state
        source: {topic: events, schema: event.avsc, id: id, time: at%s}
        label: {field: y}
        features:
          - {name: x, type: vector, size: 2}
        model: {layers: [8], head: binary, seed: 1}
        training: {batch: 256, replay-per-fresh: 1, optimizer: {type: adam, learning-rate: 0.001}}
        replay: {capacity: 10000}
        %s
        """
            .formatted(servers, framing, more));
  }

  private static void requireLetters(String servers, Wire wire, Map<Long, Damage> bad) {
    Map<Long, Damage> left = new HashMap<>(bad);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(LETTERS));
      consumer.seekToBeginning(List.of(LETTERS));
      long end = consumer.endOffsets(List.of(LETTERS)).get(LETTERS);
      while (consumer.position(LETTERS) < end) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(100))) {
          Damage damage = left.remove(Long.parseLong(header(letter, DeadLetterHeaders.OFFSET)));
          assertThat(damage).as("a letter for each, once").isNotNull();
          assertThat(header(letter, DeadLetterHeaders.REASON)).matches(damage.reason);
        }
      }
      assertThat(consumer.endOffsets(List.of(EVENTS)).get(EVENTS))
          .isEqualTo(wire.good + wire.bad());
    }
    assertThat(left).isEmpty();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
