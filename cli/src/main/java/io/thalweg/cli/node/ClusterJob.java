package io.thalweg.cli.node;

import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.run.StateDirectory;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.learner.JobSettings;
import io.thalweg.learner.LearnerJob;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a Flink cluster that somebody else runs, in application mode; its one argument
 * is the pipeline's file. Thread-safe.
 *
 * <p>Where the cluster names no checkpoint to begin with, the newest under the pipeline's state
 * directory is taken, so a JobManager that starts anew goes on where its predecessor was even
 * without high availability. Where that has a newer one, it counts.
 */
public final class ClusterJob {
  private static final String RESTARTS = "restart-strategy";

  private static volatile @Nullable StateDirectory held;

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      throw new CommandException(
          "%d arguments; give one, the pipeline's file".formatted(arguments.length));
    }
    PipelineConfig pipeline = PipelineFile.read(Path.of(arguments[0]));
    StateDirectory state = heldFor(pipeline);
    try {
      PipelineRun.check(pipeline);
      PipelineRun.createOutputs(pipeline);
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      env.configure(settings(pipeline, env.getConfiguration(), state.newest()));
      LearnerJob.build(env, pipeline);
      env.executeAsync(pipeline.name());
    } catch (Exception e) {
      state.close();
      held = null;
      throw e;
    }
  }

  /** Held until the process ends, or nobody would notice that a job runs. */
  private static synchronized StateDirectory heldFor(PipelineConfig pipeline) throws IOException {
    StateDirectory state = held;
    if (state == null || !state.path().equals(pipeline.state())) {
      state = StateDirectory.share(pipeline.state());
      held = state;
    }
    return state;
  }

  /**
   * What the pipeline relies on goes before what the cluster says, but for how often it starts
   * again.
   *
   * @param newest what the state directory has to begin with
   */
  static Configuration settings(
      PipelineConfig pipeline, ReadableConfig cluster, Optional<Path> newest) {
    Configuration c = JobSettings.of(pipeline);
    if (cluster.toMap().keySet().stream().anyMatch(key -> key.startsWith(RESTARTS))) {
      c.toMap().keySet().stream().filter(key -> key.startsWith(RESTARTS)).forEach(c::removeKey);
    }
    if (cluster.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()) {
      newest.ifPresent(
          path -> {
            c.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
            // A savepoint is somebody's to go back to; a checkpoint is the job's, which deletes it.
            c.set(
                StateRecoveryOptions.RESTORE_MODE,
                StateDirectory.isSavepoint(path)
                    ? RecoveryClaimMode.NO_CLAIM
                    : RecoveryClaimMode.CLAIM);
          });
    }
    return c;
  }

  private ClusterJob() {}
}
