package io.thalweg.learner.ledger;

import io.thalweg.ingestion.flink.ValueTypeInfo;
import io.thalweg.learner.flink.LearnerOperatorConfig;
import io.thalweg.learner.flink.Learners;
import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.sync.RoundConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job: events, learners, auditors. Stateless. */
final class LedgerJob {
  private static final int GROUPS = 16;

  static JobGraph graph(String experiment, LedgerSettings settings, Path directory) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration(settings, directory));
    env.setParallelism(settings.learners());
    env.setMaxParallelism(GROUPS);
    EventSource source =
        new EventSource(
            experiment,
            LedgerSettings.SPLITS,
            LedgerSettings.EVENTS_PER_CHECKPOINT / LedgerSettings.SPLITS,
            settings.skew());
    var events =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "events", ValueTypeInfo.EXAMPLE)
            .uid("events");
    Auditor.behind(
        Learners.on(events, "ledger", GROUPS, learners(experiment, settings, directory)),
        experiment);
    return env.getStreamGraph().getJobGraph();
  }

  private static LearnerOperatorConfig learners(
      String experiment, LedgerSettings settings, Path directory) {
    return new LearnerOperatorConfig(
        LedgerModel.spec(Experiment.named(experiment).events()),
        LedgerModel.TRAINING,
        (spec, maxRows) -> LedgerEngine.open(Experiment.named(experiment), spec),
        LedgerModel.REPLAY,
        new RoundConfig(
            40,
            Duration.ofMillis(50),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            settings.transport()),
        new ReleaseConfig(directory.resolve("models").toUri().toString(), "", Map.of()),
        (model, config) -> Experiment.releaseLog(experiment, model, config),
        Duration.ofMillis(100),
        false,
        true);
  }

  private static Configuration configuration(LedgerSettings settings, Path directory) {
    Configuration c = new Configuration();
    c.set(PipelineOptions.GENERIC_TYPES, false);
    c.set(PipelineOptions.OBJECT_REUSE, true);
    c.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    c.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, LedgerSettings.CHECKPOINT_EVERY);
    c.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofSeconds(10));
    c.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1000);
    c.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    c.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
    c.set(
        CheckpointingOptions.ENABLE_UNALIGNED,
        settings.alignment() != LedgerSettings.Alignment.ALIGNED);
    c.set(
        CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT,
        settings.alignment() == LedgerSettings.Alignment.ALIGNED_WITH_TIMEOUT
            ? Duration.ofMillis(3)
            : Duration.ZERO);
    c.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    c.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1000);
    c.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(20));
    return c;
  }

  private LedgerJob() {}
}
