package io.thalweg.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.PipelineRun;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end when they have hardly begun. */
@Timeout(120)
final class ShortRunIT {
  @TempDir private Path directory;

  @Test
  void aRunThatIsStoppedWhileItStartsIsDrainedAllTheSame() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      try (PipelineRun run = PipelineRun.start(workplace.pipeline(2, "auto"), Optional.empty())) {
        assertThat(run.job().drain()).contains("savepoint");
        assertThat(run.job().failure()).isEmpty();
      }
    }
  }

  @Test
  void untilEndLearnsAllOfAStreamThatIsShorterThanABatch() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        EventStream stream = new EventStream(kafka.bootstrapServers())) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      stream.send(9);
      try (ChildRun run =
          ChildRun.start(
              directory.resolve("home"), workplace.patientPipelineFile(), "--until-end")) {
        assertThat(run.awaitEnd(45)).as(run.output()).isZero();
      }
      Topic.Balance ledger = Topic.ledger(kafka.bootstrapServers(), stream.labelled());
      assertThat(ledger.entries()).isEqualTo(9);
      assertThat(ledger.isExact()).as(ledger.toString()).isTrue();
    }
  }
}
