package io.thalweg.learner.flink;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what its one task says. It has no state: a task says how it stands when it starts, and
 * until then what was said before holds. Called by the JobManager's main thread.
 */
final class BadRecordsCoordinator implements OperatorCoordinator {
  private static final byte[] NO_STATE = {};

  private final ReleaseHold hold;

  BadRecordsCoordinator(ReleaseHold hold) {
    this.hold = hold;
  }

  @Override
  public void handleEventFromOperator(int subtask, int attemptNumber, OperatorEvent event) {
    hold.set(((ProtocolEvent.Hold) event).held());
  }

  @Override
  public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
    result.complete(NO_STATE);
  }

  @Override
  public void start() {}

  @Override
  public void close() {}

  @Override
  public void notifyCheckpointComplete(long checkpointId) {}

  @Override
  public void resetToCheckpoint(long checkpointId, byte @Nullable [] checkpointData) {}

  @Override
  public void subtaskReset(int subtask, long checkpointId) {}

  @Override
  public void executionAttemptFailed(int subtask, int attemptNumber, @Nullable Throwable reason) {}

  @Override
  public void executionAttemptReady(int subtask, int attemptNumber, SubtaskGateway gateway) {}
}
