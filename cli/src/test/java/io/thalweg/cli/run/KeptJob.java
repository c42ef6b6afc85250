package io.thalweg.cli.run;

import static org.awaitility.Awaitility.await;

import io.thalweg.cli.metrics.MetricsTap;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.learner.JobSettings;
import io.thalweg.learner.LearnerJob;
import io.thalweg.learner.config.PipelineConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** A pipeline's job whose savepoints leave it running. Confined to one thread. */
final class KeptJob implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Path directory;
  private final MetricsTap tap;
  private final JobClient job;

  private KeptJob(Path directory, MetricsTap tap, JobClient job) {
    this.directory = directory;
    this.tap = tap;
    this.job = job;
  }

  static KeptJob start(PipelineConfig pipeline, Path directory, @Nullable Path from)
      throws Exception {
    for (String topic :
        new String[] {pipeline.release().topic(), pipeline.topics().deadLetters()}) {
      TopicAdmin.ensure(pipeline.bootstrapServers(), Map.of(), topic, 1);
    }
    MetricsTap tap = MetricsTap.open();
    Configuration c = JobSettings.of(pipeline);
    c.set(RestOptions.BIND_PORT, "0");
    c.set(TaskManagerOptions.NUM_TASK_SLOTS, pipeline.learners());
    c.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
    if (from != null) {
      c.set(StateRecoveryOptions.SAVEPOINT_PATH, from.toUri().toString());
      c.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.NO_CLAIM);
    }
    tap.flinkConfiguration().forEach(c::setString);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(pipeline.learners(), c);
    LearnerJob.build(env, pipeline);
    return new KeptJob(directory, tap, env.executeAsync(pipeline.name()));
  }

  MetricsTap metrics() {
    return tap;
  }

  JobFigures figures() {
    return JobFigures.of(tap);
  }

  /** As soon as all tasks run: what was learned says so of learners alone. */
  Path savepoint() throws Exception {
    return await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .pollInSameThread()
        .until(this::trySavepoint, Optional::isPresent)
        .orElseThrow();
  }

  /** Empty while tasks start. */
  private Optional<Path> trySavepoint() throws Exception {
    try {
      String at =
          job.triggerSavepoint(
                  directory.resolve("savepoints").toUri().toString(), SavepointFormatType.NATIVE)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return Optional.of(Path.of(URI.create(at).getPath()));
    } catch (ExecutionException e) {
      if (LocalJob.isStarting(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Its last checkpoint stays. */
  @Override
  public void close() throws Exception {
    try {
      job.cancel().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      tap.awaitEnd(Duration.ofSeconds(PATIENCE_SECONDS));
    } finally {
      tap.close();
    }
  }
}
