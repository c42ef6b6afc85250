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
@Timeout(600)
final class RescaleIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int EVENTS_PER_SECOND = 600;

  @TempDir private Path directory;

  @Test
  void nothingIsLostOrLearnedTwiceFromTwoLearnersToOneToThreeToTwo() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        EventStream stream = new EventStream(kafka.bootstrapServers())) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      Topic learned = new Topic(kafka.bootstrapServers(), Workplace.LEARNED);

      stream.beginPace(EVENTS_PER_SECOND);
      for (int learners : new int[] {2, 1}) {
        int committed = learned.committed().size();
        try (PipelineRun run = start(workplace, learners)) {
          awaitCommitted(learned, committed + 500);
          assertThat(run.figures().restarts()).isZero();
        } // cancelled in the middle: its last checkpoint stays, and the open transactions
      }
      JobFigures drained;
      try (PipelineRun run = start(workplace, 3)) {
        awaitRounds(run, 5);
        stream.endPace();
        awaitAllLearned(run, stream);
        run.job().drain();
        assertThat(run.job().failure()).isEmpty();
        drained = run.figures();
      }
      try (PipelineRun run = start(workplace, 2)) {
        awaitSameAs(drained, run);
        stream.send(600);
        awaitAllLearned(run, stream);
        awaitRounds(run, 1);
        run.job().drain();
        assertThat(run.job().failure()).isEmpty();
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

  private static void awaitRounds(PipelineRun run, int rounds) {
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(() -> run.figures().roundsCommitted() >= rounds);
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
