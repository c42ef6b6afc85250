package io.thalweg.learner.flink;

import java.util.List;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.legacy.RichSourceFunction;

/** Emits 0, 1, 2, ... as far as its run allows, without end. */
@SuppressWarnings("deprecation") // the one kind of source that is paced from outside in few lines
final class NumberSource extends RichSourceFunction<Long>
    implements CheckpointedFunction, CheckpointListener {
  private static final long serialVersionUID = 1L;

  private final String run;
  private transient ListState<Long> state;
  private transient long next;
  private volatile boolean cancelled;

  NumberSource(String run) {
    this.run = run;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("next", LongSerializer.INSTANCE));
    for (Long restored : state.get()) {
      next = restored;
    }
  }

  @Override
  public void run(SourceContext<Long> out) throws Exception {
    OracleRun oracle = OracleRun.named(run);
    while (!cancelled) {
      if (oracle.mayEmit(next, () -> cancelled)) {
        synchronized (out.getCheckpointLock()) {
          out.collect(next);
          next++;
        }
      }
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(List.of(next));
    OracleRun.named(run).sourceAt(context.getCheckpointId(), next);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    OracleRun.named(run).completed(checkpointId);
  }

  @Override
  public void cancel() {
    cancelled = true;
  }
}
