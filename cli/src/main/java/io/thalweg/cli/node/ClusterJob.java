package io.thalweg.cli.node;

import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.run.StateDirectory;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.learner.JobSettings;
import io.thalweg.learner.LearnerJob;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The main class of a Flink cluster that somebody else runs, in application mode; its one argument
 * is the pipeline's file. Stateless.
 *
 * <p>Where the cluster names no checkpoint to begin with, the newest under the pipeline's state
 * directory is taken, so a JobManager that starts anew goes on where its predecessor was even
 * without high availability. Where that has a newer one, it counts.
 */
public final class ClusterJob {
  private static final String RESTARTS = "restart-strategy";

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      throw new CommandException(
          "%d arguments; give one, the pipeline's file".formatted(arguments.length));
    }
    PipelineConfig pipeline = PipelineFile.read(Path.of(arguments[0]));
    try (StateDirectory state = StateDirectory.share(pipeline.state())) {
      PipelineRun.check(pipeline);
      PipelineRun.createOutputs(pipeline);
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      env.configure(settings(pipeline, env.getConfiguration(), state.newest()));
      LearnerJob.build(env, pipeline);
      env.executeAsync(pipeline.name());
    }
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
            c.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
          });
    }
    return c;
  }

  private ClusterJob() {}
}
