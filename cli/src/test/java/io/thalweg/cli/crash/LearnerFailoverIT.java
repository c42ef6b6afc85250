package io.thalweg.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.metrics.MetricsTap;
import io.thalweg.learner.JobSettings;
import io.thalweg.learner.LearnerJob;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.flink.MetricNames;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A learner fails in the middle of a step, and the job gets over it by itself. */
@Timeout(600)
final class LearnerFailoverIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int EVENTS_PER_SECOND = 1_000;

  @TempDir private Path directory;

  @ParameterizedTest(name = "unaligned checkpoints {0}, rounds by {1}")
  @CsvSource({"false, auto", "true, tcp"})
  void theJobGoesOnFromItsLastCheckpoint(boolean unaligned, String transport) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        EventStream stream = new EventStream(kafka.bootstrapServers());
        MetricsTap tap = MetricsTap.open()) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      PipelineConfig pipeline = workplace.pipeline(2, transport);
      workplace.ensureOutputs();
      Topic learned = new Topic(kafka.bootstrapServers(), Workplace.LEARNED);
      FailingEngines.failNextStep(); // the very first, before there is any checkpoint
      stream.beginPace(EVENTS_PER_SECOND);
      JobClient job = start(pipeline, tap, unaligned);

      for (int failures = 1; failures <= 3; failures++) {
        await().atMost(PATIENCE).until(() -> !FailingEngines.isFailureDue());
        int committed = learned.committed().size();
        long rounds = tap.sum(MetricNames.ROUNDS_COMMITTED);
        awaitProgress(() -> learned.committed().size() > committed + 300);
        awaitProgress(() -> tap.sum(MetricNames.ROUNDS_COMMITTED) > rounds + 1);
        assertThat(tap.sum("numRestarts")).isEqualTo(failures);
        assertThat(TcpLinks.established() > 0).isEqualTo(transport.equals("tcp"));
        if (failures < 3) {
          FailingEngines.failNextStep();
        }
      }
      stream.endPace();
      awaitProgress(() -> tap.sum(MetricNames.EXAMPLES_TRAINED) == stream.labelled().size());
      job.stopWithSavepoint(
              true,
              pipeline.state().resolve("savepoints").toUri().toString(),
              SavepointFormatType.NATIVE)
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

      assertThat(tap.sum(MetricNames.REPLAY_ROWS)).isEqualTo(stream.labelled().size());
      Topic.Balance ledger = Topic.ledger(kafka.bootstrapServers(), stream.labelled());
      assertThat(ledger.isExact()).as(ledger.toString()).isTrue();
      assertThat(learned.written()).hasSizeGreaterThan(ledger.entries());
      List<ModelAnnouncement> releases = Topic.releases(kafka.bootstrapServers());
      assertThat(releases.stream().map(ModelAnnouncement::version).toList())
          .isSorted()
          .doesNotHaveDuplicates()
          .hasSizeGreaterThan(2);
    }
  }

  private static void awaitProgress(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInSameThread().until(condition);
  }

  private static JobClient start(PipelineConfig pipeline, MetricsTap tap, boolean unaligned)
      throws Exception {
    Configuration c = JobSettings.of(pipeline);
    c.set(CheckpointingOptions.ENABLE_UNALIGNED, unaligned);
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(100));
    c.set(RestOptions.BIND_PORT, "0");
    c.set(TaskManagerOptions.NUM_TASK_SLOTS, pipeline.learners());
    tap.flinkConfiguration().forEach(c::setString);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(pipeline.learners(), c);
    LearnerJob.build(env, pipeline, FailingEngines::open);
    return env.executeAsync(pipeline.name());
  }
}
