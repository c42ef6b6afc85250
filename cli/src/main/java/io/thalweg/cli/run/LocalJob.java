package io.thalweg.cli.run;

import io.thalweg.cli.metrics.MetricsTap;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.JobSettings;
import io.thalweg.learner.LearnerJob;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.figures.FiguresReporterFactory;
import io.thalweg.learner.flink.MetricNames;
import io.thalweg.learner.release.WantedRound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.FileUtils;

/** A pipeline's job on a Flink inside this process. Confined to one thread but for its metrics. */
public final class LocalJob implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long START_POLL_MILLIS = 100;

  private final PipelineConfig pipeline;
  private final MetricsTap tap;
  private final JobClient job;

  private LocalJob(PipelineConfig pipeline, MetricsTap tap, JobClient job) {
    this.pipeline = pipeline;
    this.tap = tap;
    this.job = job;
  }

  /**
   * Starts the job.
   *
   * @param from a checkpoint or savepoint to go on from
   */
  public static LocalJob start(PipelineConfig pipeline, Optional<Path> from) throws Exception {
    return start(pipeline, from, LearnerJob::build);
  }

  /** Starts what reads and joins alone, from the beginning of the topics. */
  public static LocalJob readingAlone(PipelineConfig pipeline) throws Exception {
    return start(pipeline, Optional.empty(), LearnerJob::readAlone);
  }

  /** Starts what learns alone, from the beginning of the topics. */
  static LocalJob rebuild(PipelineConfig pipeline, WantedRound wanted) throws Exception {
    return start(pipeline, Optional.empty(), (env, p) -> LearnerJob.rebuild(env, p, wanted));
  }

  private static LocalJob start(PipelineConfig pipeline, Optional<Path> from, Plan plan)
      throws Exception {
    MetricsTap tap = MetricsTap.open();
    try {
      Configuration configuration = configuration(pipeline, tap);
      from.ifPresent(path -> recover(configuration, path));
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironment(pipeline.learners(), configuration);
      plan.add(env, pipeline);
      return new LocalJob(pipeline, tap, env.executeAsync(pipeline.name()));
    } catch (Exception e) {
      tap.close();
      throw e;
    }
  }

  /** Adds the pipeline to a job. */
  private interface Plan {
    void add(StreamExecutionEnvironment env, PipelineConfig pipeline) throws TopicException;
  }

  /** The job owns what it goes on from, and deletes it once it isn't needed any more. */
  private static void recover(Configuration configuration, Path path) {
    configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
    configuration.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
  }

  private static Configuration configuration(PipelineConfig pipeline, MetricsTap tap)
      throws IOException {
    Configuration c = JobSettings.of(pipeline);
    c.set(RestOptions.BIND_PORT, "0");
    c.set(TaskManagerOptions.NUM_TASK_SLOTS, pipeline.learners());
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    // What a killed run has left there is of no use to anybody.
    Path tmp = pipeline.state().resolve("tmp");
    FileUtils.deleteDirectory(tmp.toFile());
    c.set(CoreOptions.TMP_DIRS, Files.createDirectories(tmp).toString());
    tap.flinkConfiguration().forEach(c::setString);
    FiguresReporterFactory.flinkConfiguration(pipeline).forEach(c::setString);
    return c;
  }

  public MetricsTap metrics() {
    return tap;
  }

  /** Whether every learner has been started. */
  boolean isLearning() {
    return tap.values(MetricNames.EXAMPLES_TRAINED).count() == pipeline.learners();
  }

  /** False once the job has ended, however it did. */
  public boolean isRunning() throws InterruptedException {
    try {
      JobStatus status = job.getJobStatus().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return !status.isGloballyTerminalState();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (IllegalStateException e) {
      return false; // the local cluster goes down with its job
    }
  }

  /**
   * Ends the stream where it stands: time goes to its end, what waits is learned, a savepoint keeps
   * it all. Returns once the cluster is down: its coordinator is announcing versions until then.
   *
   * @return the savepoint
   */
  public String drain() throws Exception {
    return stop(true);
  }

  /**
   * Stops where it stands, and a savepoint keeps all that waits: for a label, an event, a batch.
   * Returns as {@link #drain} does.
   *
   * @return the savepoint
   */
  public String suspend() throws Exception {
    return stop(false);
  }

  private String stop(boolean drain) throws Exception {
    String savepoint = stopWithSavepoint(drain);
    if (!tap.awaitEnd(PATIENCE)) {
      throw new TimeoutException(
          "the job has ended with %s but its cluster is still up after %d s"
              .formatted(savepoint, PATIENCE.toSeconds()));
    }
    return savepoint;
  }

  /** Tries again while tasks are still starting: Flink takes no savepoint of those. */
  private String stopWithSavepoint(boolean drain) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return job.stopWithSavepoint(
                drain,
                pipeline.state().resolve("savepoints").toUri().toString(),
                SavepointFormatType.NATIVE)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!isStarting(e) || System.nanoTime() > deadline || !isRunning()) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(START_POLL_MILLIS);
      }
    }
  }

  /** Whether there was no savepoint because some tasks don't run yet. */
  static boolean isStarting(ExecutionException refused) {
    return ExceptionUtils.findThrowable(refused, CheckpointException.class)
        .map(CheckpointException::getCheckpointFailureReason)
        .filter(CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING::equals)
        .isPresent();
  }

  /** Why the job has failed, in one line; empty if it hasn't. */
  public Optional<String> failure() throws InterruptedException {
    try {
      job.getJobExecutionResult().get(1, TimeUnit.SECONDS);
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      return Optional.of(String.valueOf(root.getMessage()));
    }
  }

  /** Cancels the job if it still runs; its last checkpoint stays. */
  @Override
  public void close() {
    try {
      if (isRunning()) {
        job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      // It has ended, one way or the other: that is all that closing is for.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      tap.close();
    }
  }
}
