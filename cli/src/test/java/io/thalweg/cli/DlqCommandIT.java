package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class DlqCommandIT {
  private static final byte[] KEY = "k".getBytes(StandardCharsets.UTF_8);

  /** A string can't be longer than its record: no Avro of any purchase. */
  private static final byte[] GARBAGE = {1, -1, '\\', 'a', 0};

  private static final Pattern NEXT = Pattern.compile("(?m)^--from (\\S+) leaves them out");

  @TempDir private Path directory;

  @Test
  void whatWasRefusedIsShownAndGoesBackOnce() throws Exception {
    try (Shop shop = Shop.open(directory)) {
      String servers = shop.bootstrapServers();
      shop.push(shop.purchases(100, 1), "mixed");
      long first = refusable(servers);
      Path pipeline = shop.pipeline("mixed", "mixed", "");
      assertThat(succeeded("run", pipeline, "--until-end"))
          .contains("102 events in: 100 learned, 2 dead-lettered");

      String shown = succeeded("dlq", "show", pipeline);
      assertThat(shown)
          .containsPattern(
              "(?m)^mixed/0@%d \\S+Z the bytes are no record of the schema: .* \\| \\\\x01\\\\xff\\\\\\\\a\\\\x00, 5 bytes$"
                  .formatted(first))
          .containsPattern(
              "(?m)^mixed/0@%d \\S+Z the record has no value \\| no value$".formatted(first + 1))
          .contains("\n2 dead letters on mixed.dead-letters\n")
          .contains("       1  the record has no value\n");
      assertThat(succeeded("dlq", "show", pipeline, "--limit", 1, "--bytes", 2).lines().toList())
          .hasSize(4)
          .contains("2 dead letters on mixed.dead-letters, the newest 1 listed");
      String letters = "mixed.dead-letters";
      assertThat(
              succeeded(
                  "dlq", "show", letters, "--bootstrap-servers", servers, "--reason", "NO VALUE"))
          .contains("\n1 dead letter on mixed.dead-letters\n")
          .doesNotContain("no record of the schema");

      assertThat(succeeded("dlq", "replay", pipeline, "--dry-run"))
          .isEqualToIgnoringNewLines("would send 2 records: 2 to mixed");
      assertThat(end(servers)).isEqualTo(first + 2);

      String replayed = succeeded("dlq", "replay", pipeline, "--reason", "no record of");
      assertThat(replayed).contains("100%  1 of 1").contains("sent 1 record: 1 to mixed");
      assertThat(end(servers)).isEqualTo(first + 3);
      ConsumerRecord<byte[], byte[]> back = at(servers, first + 2);
      assertThat(back.key()).isEqualTo(KEY);
      assertThat(back.value()).isEqualTo(GARBAGE);
      byte[] from = back.headers().lastHeader(DeadLetterHeaders.REPLAYED_FROM).value();
      assertThat(new String(from, StandardCharsets.UTF_8)).startsWith("mixed.dead-letters/0@");

      Matcher next = NEXT.matcher(replayed);
      assertThat(next.find()).isTrue();
      String reason = "no record of";
      assertThat(succeeded("dlq", "replay", pipeline, "--reason", reason, "--from", next.group(1)))
          .isEqualToIgnoringNewLines("sent 0 records");
      assertThat(end(servers)).isEqualTo(first + 3);

      assertThat(succeeded("run", pipeline, "--until-end"))
          .contains("103 events in: 100 learned, 3 dead-lettered");
      assertThat(succeeded("dlq", "show", pipeline)).contains("\n3 dead letters on ");

      assertThat(succeeded("run", pipeline, "--until-end", "--fresh"))
          .contains("103 events in: 100 learned, 3 dead-lettered");
      assertThat(succeeded("dlq", "show", pipeline))
          .contains("\n6 dead letters of 3 records on mixed.dead-letters");
      assertThat(succeeded("dlq", "replay", pipeline))
          .contains("sent 3 records: 3 to mixed; 3 repeats of the same records were left out\n");
      assertThat(end(servers)).isEqualTo(first + 6);

      assertThat(succeeded("dlq", "show", "mixed", "--bootstrap-servers", servers))
          .contains("0 dead letters on mixed; ", "records on it, which no pipeline has refused");
      Outcome missing = Outcome.of("dlq", "show", "nobody", "--bootstrap-servers", servers);
      assertThat(missing.exitCode()).isEqualTo(2);
      assertThat(missing.err())
          .isEqualTo(
              "thalweg: topic 'nobody' is not on %s; name the pipeline's file, or its topic of dead letters, which its first run makes\n"
                  .formatted(servers));
    }
  }

  private static String succeeded(Object... arguments) {
    Outcome outcome = Outcome.of(arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  /** Two records that no pipeline can learn from; the offset of the first. */
  private static long refusable(String servers) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      long first = producer.send(new ProducerRecord<>("mixed", KEY, GARBAGE)).get().offset();
      var unused = producer.send(new ProducerRecord<>("mixed", KEY, null)).get();
      return first;
    }
  }

  private static long end(String servers) throws Exception {
    return TopicAdmin.records(servers, Map.of(), "mixed");
  }

  private static ConsumerRecord<byte[], byte[]> at(String servers, long offset) {
    TopicPartition only = new TopicPartition("mixed", 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(only));
      consumer.seek(only, offset);
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          return record;
        }
      }
    }
  }
}
