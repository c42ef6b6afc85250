package io.thalweg.cli.node;

import io.thalweg.learner.config.PipelineConfig;
import java.nio.file.Path;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A TaskManager, which finds its JobManager by ZooKeeper, and the next one after that. Stateless.
 */
public final class TaskManagerNode {
  /**
   * Runs until it is ended, and then leaves the process.
   *
   * @param directory of this process alone
   * @param slots learners that have room here
   */
  public static void run(
      PipelineConfig pipeline, ClusterIdentity cluster, Path directory, int slots)
      throws Exception {
    TaskManagerRunner.runTaskManagerProcessSecurely(
        NodeSettings.taskManager(pipeline, cluster, directory, slots));
  }

  private TaskManagerNode() {}
}
