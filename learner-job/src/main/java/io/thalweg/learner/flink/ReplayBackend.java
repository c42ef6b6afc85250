package io.thalweg.learner.flink;

import io.thalweg.replay.IncompatibleSnapshotException;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.RunnableFuture;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotExecutionType;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.SnapshotStrategyRunner;
import org.apache.flink.streaming.runtime.tasks.StreamTask;

/**
 * A task's replay store as Flink sees it: opened from what the JobManager has assigned, snapshotted
 * into the slot of managed keyed state. Confined to the task's thread.
 */
final class ReplayBackend {
  private final ReplayTable table;
  private final ReplaySnapshots snapshots;
  private final SnapshotStrategyRunner<KeyedStateHandle, ReplaySnapshots.Linked> runner;

  private ReplayBackend(
      ReplayTable table,
      ReplaySnapshots snapshots,
      SnapshotStrategyRunner<KeyedStateHandle, ReplaySnapshots.Linked> runner) {
    this.table = table;
    this.snapshots = snapshots;
    this.runner = runner;
  }

  /**
   * Opens the store, empty where nothing was assigned.
   *
   * @param resources closes the store and deletes its directory
   */
  static ReplayBackend open(
      StreamTask<?, ?> task,
      OperatorID operator,
      ReplayConfig config,
      KeyGroupRange groups,
      Resources resources)
      throws IOException {
    var environment = task.getEnvironment();
    var taskManager = environment.getTaskManagerInfo();
    ReplayMemory.requireFits(config.tiers(), taskManager.getConfiguration());
    Path directory =
        resources
            .own(
                ReplayDirectory.make(taskManager.getTmpWorkingDirectory().toPath()),
                ReplayDirectory::close)
            .path();
    Transfers transfers = Transfers.of(configuration(environment));
    ReplayRestore.Opened opened;
    try {
      opened =
          new ReplayRestore(config, groups, directory, task.getCancelables(), transfers)
              .open(ReplayRestore.assigned(environment.getTaskStateManager(), operator));
    } catch (IncompatibleSnapshotException e) {
      throw new SuppressRestartsException(ReplayMisfit.of(e, config));
    }
    return new ReplayBackend(
        resources.own(opened.table(), ReplayTable::close),
        opened.snapshots(),
        new SnapshotStrategyRunner<>(
            "replay store",
            opened.snapshots(),
            task.getCancelables(),
            SnapshotExecutionType.ASYNCHRONOUS));
  }

  /** The TaskManager's, with what the job says on top. */
  private static Configuration configuration(Environment environment) {
    Configuration both = new Configuration(environment.getTaskManagerInfo().getConfiguration());
    both.addAll(environment.getJobConfiguration());
    return both;
  }

  /** The store, borrowed. */
  ReplayTable table() {
    return table;
  }

  /** Links now; the future uploads. */
  RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory factory)
      throws Exception {
    return runner.snapshot(checkpointId, timestamp, factory, options);
  }

  void checkpointCompleted(long checkpointId) {
    snapshots.checkpointCompleted(checkpointId);
  }

  void checkpointAborted(long checkpointId) {
    snapshots.checkpointAborted(checkpointId);
  }
}
