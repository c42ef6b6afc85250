package io.thalweg.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.Checkpoints;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pipeline of two learners, with rounds and previews all the while, is stopped in the middle of
 * its stream again and again, and each time goes on with what waited.
 */
@Timeout(600)
final class SuspendIT {
  private static final int STOPS = Boolean.getBoolean("thalweg.nightly") ? 50 : 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int EVENTS_PER_SECOND = 600;

  @TempDir private Path directory;

  @Test
  void nothingIsLostNorLearnedTwiceNorExpired() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        EventStream stream = new EventStream(kafka.bootstrapServers())) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      stream.beginPace(EVENTS_PER_SECOND);
      long learned = 0;
      for (int i = 0; i < STOPS; i++) {
        try (PipelineRun run = start(workplace)) {
          long before = learned;
          await()
              .atMost(PATIENCE)
              .pollInSameThread()
              .until(
                  () ->
                      run.figures().trained() > before + 300
                          && run.figures().roundsCommitted() > 2);
          assertThat(run.job().suspend()).contains("savepoint");
          assertThat(run.job().failure()).isEmpty();
          JobFigures figures = run.figures();
          assertThat(figures.restarts()).isZero();
          learned = figures.trained();
        }
      }
      stream.endPace();
      try (PipelineRun run = start(workplace)) {
        await()
            .atMost(PATIENCE)
            .pollInSameThread()
            .until(() -> run.figures().trained() == stream.labelled().size());
        run.job().drain();
      }
      Topic.Balance ledger = Topic.ledger(kafka.bootstrapServers(), stream.labelled());
      assertThat(ledger.isExact()).as(ledger.toString()).isTrue();
    }
  }

  private static PipelineRun start(Workplace workplace) throws Exception {
    var pipeline = workplace.pipeline(2, "auto");
    return PipelineRun.start(pipeline, Checkpoints.newest(pipeline.state()));
  }
}
