package io.thalweg.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StreamProducerIT {
  @TempDir private Path directory;

  @Test
  void playsTheWholeStreamAtItsPaceAndStopsCleanly() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("events", 1, (short) 1),
                  new NewTopic("labels", 1, (short) 1),
                  new NewTopic("endless", 1, (short) 1)))
          .all()
          .get();

      long startNanos = System.nanoTime();
      TransactionStream stream = new TransactionStream(StreamSpec.of(5, 2_000, 4_000, 0));
      try (StreamProducer producer =
          StreamProducer.start(stream, kafka.bootstrapServers(), "events", "labels")) {
        assertThat(producer.awaitEnd(Duration.ofSeconds(30))).isTrue();
        long labels = stream.counts().labels();
        assertThat(producer.acknowledged()).isEqualTo(new ProducerCounts(2_000, labels, 0));
        assertThat(end(admin, "events")).isEqualTo(2_000);
        assertThat(end(admin, "labels")).isEqualTo(labels);
      }
      // 0.5 s of events, and labels of the last of them that come at least 0.3 s later.
      assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
          .isGreaterThan(Duration.ofMillis(800));

      TransactionStream endless = new TransactionStream(StreamSpec.of(5, 1L << 40, 1_000, 0));
      StreamProducer stopped =
          StreamProducer.start(endless, kafka.bootstrapServers(), "endless", "labels");
      assertThat(stopped.awaitEnd(Duration.ofMillis(200))).isFalse();
      stopped.close();
      assertThat(stopped.awaitEnd(Duration.ZERO)).isTrue();
      assertThat(stopped.acknowledged().events())
          .isEqualTo(endless.counts().produced())
          .isEqualTo(end(admin, "endless"));
    }
  }

  private static long end(Admin admin, String topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
