package io.thalweg.cli.node;

import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/**
 * A JobManager for one pipeline, whose job it starts or, after a predecessor, goes on with from the
 * last completed checkpoint. Thread-safe.
 */
@SuppressWarnings("try") // Flink's close() may be interrupted, and nobody here closes it
public final class JobManagerNode extends ApplicationClusterEntryPoint {
  private JobManagerNode(Configuration configuration, PackagedProgram program) {
    super(configuration, program, StandaloneResourceManagerFactory.getInstance());
  }

  /**
   * Runs until the job has ended, and then leaves the process: with 0 when it was stopped, with 163
   * when it failed for good.
   *
   * @param directory of this process alone
   * @param from a checkpoint or savepoint to go on from, where no predecessor has left a newer one
   */
  public static void run(
      Path pipelineFile, ClusterIdentity cluster, Path directory, int restPort, Optional<Path> from)
      throws Exception {
    PipelineConfig pipeline = PipelineFile.read(pipelineFile);
    Configuration c = NodeSettings.jobManager(pipeline, cluster, directory, restPort);
    from.ifPresent(
        path -> {
          c.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
          c.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
        });
    PackagedProgram program =
        PackagedProgram.newBuilder()
            .setEntryPointClassName(PipelineProgram.class.getName())
            .setArguments(pipelineFile.toString())
            .setConfiguration(c)
            .build();
    configureExecution(c, program);
    ClusterEntrypoint.runClusterEntrypoint(new JobManagerNode(c, program));
  }
}
