package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.thalweg.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
final class DeadLettersIT {
  private static final byte[] KEY = "k".getBytes(StandardCharsets.UTF_8);

  /** A string can't be longer than its record: no Avro of any purchase. */
  private static final byte[] GARBAGE = {1, -1, 0, 127, -128};

  @TempDir private Path directory;

  @Test
  void whatCannotBeLearnedKeepsItsBytesAndSaysWhereItWasAndWhy() throws Exception {
    try (Shop shop = Shop.open(directory)) {
      shop.push(shop.purchases(100, 1), "mixed");
      RecordMetadata sent = sendGarbage(shop.bootstrapServers());
      Outcome outcome = Outcome.of("run", shop.pipeline("mixed", "mixed", ""), "--until-end");
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.out()).contains("101 events in: 100 learned, 1 dead-lettered");

      List<ConsumerRecord<byte[], byte[]>> letters =
          committed(shop.bootstrapServers(), "mixed.dead-letters");
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).key()).isEqualTo(KEY);
      assertThat(letters.get(0).value()).isEqualTo(GARBAGE);
      Map<String, String> headers = headers(letters.get(0));
      assertThat(headers)
          .contains(
              entry(DeadLetterHeaders.TOPIC, "mixed"),
              entry(DeadLetterHeaders.PARTITION, "0"),
              entry(DeadLetterHeaders.OFFSET, Long.toString(sent.offset())));
      assertThat(headers.get(DeadLetterHeaders.REASON)).isNotBlank();
      assertThat(Long.parseLong(headers.get(DeadLetterHeaders.REFUSED_AT)))
          .isBetween(sent.timestamp(), System.currentTimeMillis());
    }
  }

  @Test
  void whereABadRecordIsToFailTheRunEndsAtOnceAndGoesOnPastItOnceItMayBeDropped() throws Exception {
    try (Shop shop = Shop.open(directory)) {
      shop.push(shop.purchases(100, 1), "mixed");
      RecordMetadata sent = sendGarbage(shop.bootstrapServers());
      Path strict = shop.pipeline("mixed", "mixed", "on-bad-record: fail");
      long started = System.nanoTime();
      Outcome outcome = Outcome.of("run", strict);
      // Ten restarts would take minutes.
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(45));
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err())
          .startsWith(
              "thalweg: the job has ended: bad record on topic 'mixed', partition 0, offset %d: the"
                      .formatted(sent.offset())
                  + " bytes are no record of the schema: ")
          .endsWith(
              "; on-bad-record is fail: write drop or dead-letter to go on past it; its last"
                  + " checkpoint is kept\n");
      assertThat(outcome.err().lines()).hasSize(1);

      Path lenient = shop.pipeline("mixed", "mixed", "on-bad-record: drop");
      Outcome dropped = Outcome.of("run", lenient, "--until-end");
      assertThat(dropped.exitCode()).as(dropped.err()).isZero();
      assertThat(dropped.out())
          .contains("101 events in: 100 learned, 0 dead-lettered, 1 dropped, 0 duplicate");
      assertThat(committed(shop.bootstrapServers(), "mixed.dead-letters")).isEmpty();
    }
  }

  private static RecordMetadata sendGarbage(String servers) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      return producer.send(new ProducerRecord<>("mixed", KEY, GARBAGE)).get();
    }
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> letter) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : letter.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }

  private static List<ConsumerRecord<byte[], byte[]>> committed(String servers, String topic) {
    TopicPartition only = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long end = consumer.endOffsets(List.of(only)).get(only);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (consumer.position(only) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }
}
