package io.thalweg.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.ingestion.kafka.TopicAdmin;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A stream that lies on its topics before anybody reads it: events on three partitions, of which
 * one gets most, labels on two. Times step back now and then, some labels come before their events
 * and some twice, every tenth event has none. Stateless.
 */
final class RecordedStream {
  private static final int EVENT_PARTITIONS = 3;
  private static final int LABEL_PARTITIONS = 2;
  private static final long BEGIN_MILLIS = 1_700_000_000_000L;

  static void write(EmbeddedKafka kafka, int events) throws Exception {
    String servers = kafka.bootstrapServers();
    TopicAdmin.ensure(servers, Map.of(), Workplace.EVENTS, EVENT_PARTITIONS);
    TopicAdmin.ensure(servers, Map.of(), Workplace.LABELS, LABEL_PARTITIONS);
    SplittableRandom random = new SplittableRandom(11);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int n = 0; n < events; n++) {
        String id = "e" + n;
        double a = random.nextDouble(-1, 1);
        double b = random.nextDouble(-1, 1);
        long at = BEGIN_MILLIS + 5L * n - random.nextInt(20);
        int skewed = Math.max(0, random.nextInt(2 * EVENT_PARTITIONS) - EVENT_PARTITIONS);
        byte[] event = EventStream.event(id, "account-" + random.nextInt(500), at, a, b);
        put(producer, Workplace.EVENTS, skewed, id, event);
        if (n % 10 != 9) {
          byte[] label = EventStream.label(id, a > b ? 1 : 0, at + random.nextInt(-50, 400));
          put(producer, Workplace.LABELS, random.nextInt(LABEL_PARTITIONS), id, label);
          if (n % 60 == 0) {
            put(producer, Workplace.LABELS, random.nextInt(LABEL_PARTITIONS), id, label);
          }
        }
      }
    }
  }

  private static void put(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      int partition,
      String id,
      byte[] value) {
    var unused = producer.send(new ProducerRecord<>(topic, partition, id.getBytes(UTF_8), value));
  }

  private RecordedStream() {}
}
