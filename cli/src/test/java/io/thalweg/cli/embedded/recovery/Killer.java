package io.thalweg.cli.embedded.recovery;

import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/** Passes numbers on slowly and halts the process at its n-th checkpoint. Mailbox thread only. */
final class Killer implements MapFunction<Long, Long>, CheckpointedFunction, CheckpointListener {
  /** Which of the calls halts. */
  enum At {
    SNAPSHOT,
    NOTIFICATION,
    NOWHERE
  }

  private final At at;
  private final int checkpointsBeforeDeath;
  private final long nanosPerRecord;
  private int calls;
  private long last;
  private long snapshotted;

  Killer(At at, int checkpointsBeforeDeath, long nanosPerRecord) {
    this.at = at;
    this.checkpointsBeforeDeath = checkpointsBeforeDeath;
    this.nanosPerRecord = nanosPerRecord;
  }

  @Override
  public Long map(Long number) {
    LockSupport.parkNanos(nanosPerRecord);
    last = number;
    return number;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {}

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    snapshotted = last;
    haltIf(At.SNAPSHOT, context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    haltIf(At.NOTIFICATION, checkpointId);
  }

  private void haltIf(At call, long checkpointId) {
    if (at == call && ++calls > checkpointsBeforeDeath) {
      System.out.println("halted checkpoint=" + checkpointId + " snapshotted=" + snapshotted);
      System.out.flush();
      Runtime.getRuntime().halt(KilledJob.HALTED);
    }
  }
}
