package io.thalweg.cli.crash;

import static io.thalweg.cli.crash.SingleRecords.awaitFigure;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.Checkpoints;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events are learned as negatives before their labels come, which revise them, by whole jobs. */
@Timeout(300)
final class ProvisionalLabelsIT {
  @TempDir private Path directory;

  @Test
  void aLateLabelRevisesWhatWasLearnedAndStored() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        SingleRecords records = new SingleRecords(kafka.bootstrapServers())) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      long then = System.currentTimeMillis();
      PipelineConfig pipeline = pipeline(workplace, 2);
      try (PipelineRun run = PipelineRun.start(pipeline, Optional.empty())) {
        for (int i = 0; i < 50; i++) {
          records.label("e" + i, i % 2, then);
        }
        records.flush();
        awaitFigure(run, 50, JobFigures::labelsIn);
        for (int i = 0; i < 100; i++) {
          records.event("e" + i, "account-" + i, then);
        }
        records.flush();
        awaitFigure(run, 50, JobFigures::provisional);
        awaitFigure(run, 100, JobFigures::trained);
        awaitFigure(run, 100, JobFigures::replayRows);
        records.awaitCommitted(100);
      }
      try (PipelineRun run =
          PipelineRun.start(pipeline(workplace, 1), Checkpoints.newest(pipeline.state()))) {
        for (int i = 50; i < 80; i++) {
          records.label("e" + i, i < 75 ? 1 : 0, then);
        }
        records.flush();
        awaitFigure(run, 80, JobFigures::labelsIn);
        awaitFigure(run, 125, JobFigures::trained);
        JobFigures f = run.figures();
        assertThat(List.of(f.provisional(), f.revised(), f.expired()))
            .containsExactly(50L, 25L, 0L);
        awaitFigure(run, 100, JobFigures::replayRows);
        awaitFigure(run, 100, JobFigures::settled);
      }
    }
  }

  private static PipelineConfig pipeline(Workplace workplace, int learners) throws Exception {
    Path file = workplace.pipelineFile(learners, "auto");
    return PipelineFile.read(
        Files.writeString(
            file,
            Files.readString(file).replace("window: 10s", "window: 1h, provisional-after: 2s")));
  }
}
