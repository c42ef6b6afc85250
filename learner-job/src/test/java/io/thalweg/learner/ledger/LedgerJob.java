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
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job: events, learners, auditors. Stateless. */
final class LedgerJob {
  private static final int GROUPS = 16;

  static JobGraph graph(int events, LedgerSettings settings, Path directory) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration(settings, directory));
    env.setParallelism(settings.learners());
    env.setMaxParallelism(GROUPS);
    EventSource source =
        new EventSource(
            LedgerSettings.SPLITS,
            LedgerSettings.EVENTS_PER_CHECKPOINT / LedgerSettings.SPLITS,
            settings.skew());
    var examples =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "events", ValueTypeInfo.EXAMPLE)
            .uid("events");
    Auditor.behind(Learners.on(examples, "ledger", GROUPS, learners(events, settings, directory)));
    return env.getStreamGraph().getJobGraph();
  }

  private static LearnerOperatorConfig learners(
      int events, LedgerSettings settings, Path directory) {
    return new LearnerOperatorConfig(
        LedgerModel.spec(events),
        LedgerModel.TRAINING,
        LedgerEngine::open,
        LedgerModel.REPLAY,
        new RoundConfig(
            40,
            Duration.ofMillis(50),
            settings.roundTimeout(),
            Duration.ofSeconds(2),
            settings.transport()),
        new ReleaseConfig(directory.resolve("models").toUri().toString(), "", Map.of()),
        Experiment::releaseLog,
        Duration.ofMillis(100),
        false,
        true,
        null);
  }

  static Configuration configuration(LedgerSettings settings, Path directory) {
    Configuration c = new Configuration();
    c.set(PipelineOptions.GENERIC_TYPES, false);
    c.set(PipelineOptions.OBJECT_REUSE, true);
    c.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    c.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        LedgerFileSystem.SCHEME + "://" + directory.resolve("checkpoints"));
    c.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO); // all of it in files
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
