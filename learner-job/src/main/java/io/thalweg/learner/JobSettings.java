package io.thalweg.learner;

import io.thalweg.learner.config.PipelineConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/** Flink's settings that the pipeline relies on, wherever it runs. */
public final class JobSettings {
  /**
   * Exactly-once checkpoints, incremental and kept; no Kryo.
   *
   * <p>A checkpoint that fails is no failure of the job: a cut that a lost learner spoils is an
   * everyday thing.
   */
  public static Configuration of(PipelineConfig pipeline) {
    Configuration c = new Configuration();
    c.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, pipeline.release().every());
    c.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(5));
    c.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
    c.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1000);
    c.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    c.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    c.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints(pipeline).toUri().toString());
    c.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    c.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    c.set(PipelineOptions.NAME, pipeline.name());
    c.set(PipelineOptions.GENERIC_TYPES, false);
    c.set(PipelineOptions.OBJECT_REUSE, true);
    c.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(20)); // freshness before batching
    c.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(30));
    // What fails ten times in a row won't heal: end, and say why.
    c.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 10);
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(5));
    return c;
  }

  /** Where checkpoints lie, those of each job in a directory of the job's id. */
  static Path checkpoints(PipelineConfig pipeline) {
    return pipeline.state().resolve("checkpoints").toAbsolutePath();
  }

  private JobSettings() {}
}
