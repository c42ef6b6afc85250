package io.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EmbeddedKafkaIT {
  @TempDir private Path directory;

  @Test
  void readsBackWhatWasProduced() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      Records.createTopic(kafka.bootstrapServers());
      try (KafkaProducer<String, String> producer = producer(kafka, Map.of())) {
        producer.send(record("a")).get();
        producer.send(record("b")).get();
      }
      assertThat(Records.values(kafka.bootstrapServers(), "read_committed"))
          .containsExactly("a", "b");
    }
  }

  @Test
  void hidesAnAbortedTransactionFromCommittedReaders() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      Records.createTopic(kafka.bootstrapServers());
      try (KafkaProducer<String, String> producer =
          producer(kafka, Map.of("transactional.id", "tx"))) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(record("aborted")).get();
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(record("committed")).get();
        producer.commitTransaction();
      }
      assertThat(Records.values(kafka.bootstrapServers(), "read_uncommitted"))
          .containsExactly("aborted", "committed");
      assertThat(Records.values(kafka.bootstrapServers(), "read_committed"))
          .containsExactly("committed");
    }
  }

  @Test
  void keepsRecordsAndPortOverARestart() throws Exception {
    int port;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      port = Integer.parseInt(kafka.bootstrapServers().split(":", 2)[1]);
      Records.createTopic(kafka.bootstrapServers());
      try (KafkaProducer<String, String> producer = producer(kafka, Map.of())) {
        producer.send(record("before")).get();
      }
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, port)) {
      assertThat(kafka.bootstrapServers()).endsWith(":" + port);
      try (KafkaProducer<String, String> producer = producer(kafka, Map.of())) {
        producer.send(record("after")).get();
      }
      assertThat(Records.values(kafka.bootstrapServers(), "read_committed"))
          .containsExactly("before", "after");
    }
  }

  @Test
  void runsThePinnedTransactionVersion() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      assertThat(
              admin
                  .describeFeatures()
                  .featureMetadata()
                  .get()
                  .finalizedFeatures()
                  .get("transaction.version")
                  .maxVersionLevel())
          .isEqualTo(EmbeddedKafka.TRANSACTION_VERSION);
    }
  }

  private static ProducerRecord<String, String> record(String value) {
    return new ProducerRecord<>(Records.ONLY.topic(), value);
  }

  private static KafkaProducer<String, String> producer(
      EmbeddedKafka kafka, Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("max.block.ms", 20_000);
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }
}
