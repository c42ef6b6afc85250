package io.thalweg.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.cli.Outcome;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.Checkpoints;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody is forgotten by a running pipeline, wherever their events are, and stays forgotten. */
@Timeout(300)
final class ErasureIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ACCOUNTS = 10;
  private static final int EACH = 30;
  private static final int WAITING_EACH = 5;

  @TempDir private Path directory;

  @Test
  void nothingIsKeptOfWhoeverIsErased() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      int others = (ACCOUNTS - 1) * WAITING_EACH + 1;
      long then = System.currentTimeMillis();
      PipelineConfig two = pipeline(workplace, 2);
      try (PipelineRun run = PipelineRun.start(two, Optional.empty())) {
        for (int i = 0; i < 40; i++) {
          event(producer, "before" + i, "account-0", then);
          label(producer, "before" + i, then);
        }
        producer.flush();
        awaits(run, 40, JobFigures::trained);
        await().atMost(PATIENCE).until(() -> run.figures().versionsReleased() > 0);
        for (int i = 0; i < ACCOUNTS * EACH; i++) {
          event(producer, "e" + i, "account-" + i % ACCOUNTS, then);
          if (i < ACCOUNTS * (EACH - WAITING_EACH)) {
            label(producer, "e" + i, then);
          }
        }
        producer.flush();
        awaits(run, 290, JobFigures::trained);
        awaits(run, 290, JobFigures::replayRows);
        awaits(run, 340, JobFigures::eventsIn);

        Outcome asked = Outcome.of("erase", pipelineFile(workplace, 2), "account-3", "unknown");
        assertThat(asked.out())
            .isEqualTo("asked for 2 subjects to be forgotten, on topic crash.erase\n");
        assertThat(asked.exitCode()).isZero();
        awaits(run, 290 - (EACH - WAITING_EACH), JobFigures::replayRows);
        awaits(run, WAITING_EACH, JobFigures::erased);

        for (int i = ACCOUNTS * (EACH - WAITING_EACH); i < ACCOUNTS * EACH; i++) {
          label(producer, "e" + i, then);
        }
        event(producer, "late", "account-3", then);
        label(producer, "late", then);
        long later = System.currentTimeMillis() + 1;
        event(producer, "anew", "account-3", later);
        label(producer, "anew", later);
        producer.flush();
        awaits(run, 290 + others, JobFigures::trained);
        awaits(run, 290 - (EACH - WAITING_EACH) + others, JobFigures::replayRows);
        awaits(run, WAITING_EACH + 1, JobFigures::erased);
        long versions = run.figures().versionsReleased();
        await().atMost(PATIENCE).until(() -> run.figures().versionsReleased() > versions);
      }
      try (PipelineRun run =
          PipelineRun.start(pipeline(workplace, 1), Checkpoints.newest(two.state()))) {
        event(producer, "later still", "account-3", then);
        producer.flush();
        awaits(run, WAITING_EACH + 2, JobFigures::erased);
        awaits(run, 343, JobFigures::eventsIn);
        awaits(run, 343, JobFigures::settled);
        awaits(run, 290 - (EACH - WAITING_EACH) + others, JobFigures::replayRows);
      }
      JsonNode learnedFrom3 = learnedFrom(workplace, "account-3");
      JsonNode learnedFrom0 = learnedFrom(workplace, "account-0");
      assertThat(learnedFrom(workplace, "unknown")).isEmpty();
      assertThat(learnedFrom3).isNotEmpty();
      assertThat(learnedFrom0.size()).isGreaterThan(learnedFrom3.size());
      assertThat(learnedFrom3.get(0).path("version").asLong())
          .isGreaterThan(learnedFrom0.get(0).path("version").asLong());
    }
  }

  private static JsonNode learnedFrom(Workplace workplace, String subject) throws Exception {
    Outcome list =
        Outcome.of(
            "models",
            "list",
            "--pipeline",
            pipelineFile(workplace, 1),
            "--learned-from",
            subject,
            "--json");
    assertThat(list.exitCode()).as(list.err()).isZero();
    return new ObjectMapper().readTree(list.out());
  }

  private static void awaits(PipelineRun run, long expected, ToLongFunction<JobFigures> figure) {
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .untilAsserted(() -> assertThat(figure.applyAsLong(run.figures())).isEqualTo(expected));
  }

  private static PipelineConfig pipeline(Workplace workplace, int learners) throws Exception {
    return PipelineFile.read(pipelineFile(workplace, learners));
  }

  private static Path pipelineFile(Workplace workplace, int learners) throws Exception {
    Path file = workplace.pipelineFile(learners, "auto");
    return Files.writeString(
        file,
        Files.readString(file).replace("window: 10s", "window: 1h")
            + "erasure: {subject: account}\n");
  }

  private static void event(
      KafkaProducer<byte[], byte[]> producer, String id, String account, long at) {
    put(producer, Workplace.EVENTS, id, EventStream.event(id, account, at, 0.5, id.length()));
  }

  private static void label(KafkaProducer<byte[], byte[]> producer, String id, long at) {
    put(producer, Workplace.LABELS, id, EventStream.label(id, id.hashCode() & 1, at));
  }

  private static void put(
      KafkaProducer<byte[], byte[]> producer, String topic, String id, byte[] value) {
    var unused = producer.send(new ProducerRecord<>(topic, id.getBytes(UTF_8), value));
  }
}
