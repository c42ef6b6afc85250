package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.schemas.ServedPrediction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers have said of every later purchase that it will be made. */
@Timeout(180)
final class DistillationIT {
  private static final int ROWS = 2_000;

  @TempDir private Path directory;

  @Test
  void answersThatWaitAreInTheStateAndTeachWhatIsLearnedAfterIt() throws Exception {
    try (Shop shop = Shop.open(directory)) {
      assertThat(shop.push(shop.purchases(100, 1), "orders").exitCode()).isZero();
      Path pipeline = shop.pipeline("orders", "orders", "");
      Files.writeString(
          pipeline,
          Files.readString(pipeline)
              .replace("batch: 32", "batch: 32, distillation: {weight: 100, temperature: 1}"));
      run(pipeline); // makes the topic, too
      answer(shop.bootstrapServers());
      assertThat(shop.push(shop.purchases(1, 2), "orders").exitCode()).isZero();
      run(pipeline); // reads the answers, and keeps nearly all of them
      assertThat(shop.push(shop.purchases(ROWS, 3), "orders").exitCode()).isZero();
      JsonNode taught = run(pipeline);
      assertThat(taught.path("events_trained").asLong()).isEqualTo(101 + ROWS);
      double yes = share(directory.resolve("purchases-3.csv"));
      assertThat(yes).isBetween(0.4, 0.6);
      assertThat(taught.path("prequential").path("accuracy").asDouble())
          .as("who says yes to everything is right as often as it is bought")
          .isBetween(yes - 0.1, yes + 0.1);
    }
  }

  private JsonNode run(Path pipeline) throws IOException {
    Path report = directory.resolve("report.json");
    Outcome outcome = Outcome.of("run", pipeline, "--until-end", "--report", report);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(Files.readString(report));
  }

  private static double share(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    return lines.stream().filter(l -> l.endsWith(",1")).count() / (double) ROWS;
  }

  private static void answer(String servers) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 1; i <= ROWS; i++) {
        String id = Integer.toString(i);
        byte[] value = new ServedPrediction(id, 0, "shop", 1, 0, List.of(6f), null, 1).toBytes();
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(
                    "shop.predictions", id.getBytes(StandardCharsets.UTF_8), value));
      }
    }
  }
}
