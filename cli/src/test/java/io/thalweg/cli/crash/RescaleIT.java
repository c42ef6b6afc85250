package io.thalweg.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.Checkpoints;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline goes on with fewer and with more learners than it had. */
@Timeout(120)
final class RescaleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final int EVENTS_PER_SECOND = 600;

  @TempDir private Path directory;

  @Test
  void nothingIsLostOrLearnedTwiceFromTwoLearnersToOneToThree() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        EventStream stream = new EventStream(kafka.bootstrapServers())) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      Topic learned = new Topic(kafka.bootstrapServers(), Workplace.LEARNED);

      stream.beginPace(EVENTS_PER_SECOND);
      try (PipelineRun run = start(workplace, 2)) {
        awaitCommitted(learned, 500);
      } // cancelled in the middle: its last checkpoint stays, and the open transactions of both
      int committed = learned.committed().size();

      JobFigures one;
      try (PipelineRun run = start(workplace, 1)) {
        awaitCommitted(learned, committed + 500);
        stream.endPace();
        awaitAllLearned(run, stream);
        run.job().drain();
        one = run.figures();
      } // drained into a savepoint

      try (PipelineRun run = start(workplace, 3)) {
        awaitSameAs(one, run);
        stream.send(600);
        awaitAllLearned(run, stream);
        assertThat(run.figures().roundsCommitted()).isPositive();
        run.job().drain();
        assertThat(run.job().failure()).isEmpty();
        requireAllLearned(run.figures(), stream);
        assertThat(run.figures().restarts()).isZero();
      }
      Topic.Balance ledger = Topic.ledger(kafka.bootstrapServers(), stream.labelled());
      assertThat(ledger.isExact()).as(ledger.toString()).isTrue();
    }
  }

  private static PipelineRun start(Workplace workplace, int learners) throws Exception {
    var pipeline = workplace.pipeline(learners, "auto");
    Optional<Path> from = Checkpoints.newest(pipeline.state());
    return PipelineRun.start(pipeline, from);
  }

  /** The restored figures and replay rows, over whatever learners, before anything new comes. */
  private static void awaitSameAs(JobFigures before, PipelineRun run) {
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .untilAsserted(
            () -> {
              JobFigures now = run.figures();
              assertThat(now.trained()).isEqualTo(before.trained());
              assertThat(now.replayed()).isEqualTo(before.replayed());
              assertThat(now.replayRows()).isEqualTo(before.replayRows());
              assertThat(now.correct()).isEqualTo(before.correct());
              assertThat(now.eventsIn()).isEqualTo(before.eventsIn());
              assertThat(now.duplicates()).isEqualTo(before.duplicates());
              assertThat(now.waiting()).isZero();
            });
  }

  private static void awaitCommitted(Topic learned, int entries) {
    await().atMost(PATIENCE).pollInSameThread().until(() -> learned.committed().size() > entries);
  }

  private static void awaitAllLearned(PipelineRun run, EventStream stream) {
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .untilAsserted(() -> requireAllLearned(run.figures(), stream));
  }

  /** Each example was offered to replay once, in the step that learned it. */
  private static void requireAllLearned(JobFigures figures, EventStream stream) {
    assertThat(figures.trained()).isEqualTo(stream.labelled().size());
    assertThat(figures.replayRows()).isEqualTo(figures.trained());
  }
}
