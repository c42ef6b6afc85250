package io.thalweg.cli.crash;

import static io.thalweg.cli.crash.SingleRecords.awaitFigure;
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
import java.util.Optional;
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
        SingleRecords records = new SingleRecords(kafka.bootstrapServers())) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      int others = (ACCOUNTS - 1) * WAITING_EACH + 1;
      long then = System.currentTimeMillis();
      PipelineConfig two = pipeline(workplace, 2);
      try (PipelineRun run = PipelineRun.start(two, Optional.empty())) {
        for (int i = 0; i < 40; i++) {
          records.event("before" + i, "account-0", then);
          records.label("before" + i, 1, then);
        }
        records.flush();
        awaitFigure(run, 40, JobFigures::trained);
        await().atMost(PATIENCE).until(() -> run.figures().versionsReleased() > 0);
        for (int i = 0; i < ACCOUNTS * EACH; i++) {
          records.event("e" + i, "account-" + i % ACCOUNTS, then);
          if (i < ACCOUNTS * (EACH - WAITING_EACH)) {
            records.label("e" + i, 1, then);
          }
        }
        records.flush();
        awaitFigure(run, 290, JobFigures::trained);
        awaitFigure(run, 290, JobFigures::replayRows);
        awaitFigure(run, 340, JobFigures::eventsIn);

        Outcome asked = Outcome.of("erase", pipelineFile(workplace, 2), "account-3", "unknown");
        assertThat(asked.out())
            .isEqualTo("asked for 2 subjects to be forgotten, on topic crash.erase\n");
        assertThat(asked.exitCode()).isZero();
        awaitFigure(run, 290 - (EACH - WAITING_EACH), JobFigures::replayRows);
        awaitFigure(run, WAITING_EACH, JobFigures::erased);

        for (int i = ACCOUNTS * (EACH - WAITING_EACH); i < ACCOUNTS * EACH; i++) {
          records.label("e" + i, 1, then);
        }
        records.event("late", "account-3", then);
        records.label("late", 1, then);
        long later = System.currentTimeMillis() + 1;
        records.event("anew", "account-3", later);
        records.label("anew", 1, later);
        records.flush();
        awaitFigure(run, 290 + others, JobFigures::trained);
        awaitFigure(run, 290 - (EACH - WAITING_EACH) + others, JobFigures::replayRows);
        awaitFigure(run, WAITING_EACH + 1, JobFigures::erased);
        records.awaitCommitted(290 + others);
      }
      try (PipelineRun run =
          PipelineRun.start(pipeline(workplace, 1), Checkpoints.newest(two.state()))) {
        records.event("later still", "account-3", then);
        records.flush();
        awaitFigure(run, WAITING_EACH + 2, JobFigures::erased);
        awaitFigure(run, 343, JobFigures::eventsIn);
        awaitFigure(run, 343, JobFigures::settled);
        awaitFigure(run, 290 - (EACH - WAITING_EACH) + others, JobFigures::replayRows);
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
}
