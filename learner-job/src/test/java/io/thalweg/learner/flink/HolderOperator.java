package io.thalweg.learner.flink;

import io.thalweg.learner.flink.OracleRun.Holder;
import io.thalweg.learner.flink.StreamRows.Digest;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.Retention;
import io.thalweg.replay.RowMeta;
import io.thalweg.replay.TierSizes;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Keeps a row for every number, and tells its run what it holds at each checkpoint. */
abstract class HolderOperator extends AbstractStreamOperator<Long>
    implements OneInputStreamOperator<Long, Long> {

  /** What a holder is made of. */
  record Settings(String run, Holder holder, int rowBytes, long capacityRows)
      implements Serializable {}

  final Settings settings;

  HolderOperator(StreamOperatorParameters<Long> parameters, Settings settings) {
    super(parameters);
    this.settings = settings;
  }

  OracleRun run() {
    return OracleRun.named(settings.run());
  }

  KeyGroupRange groups() {
    var task = getRuntimeContext().getTaskInfo();
    return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
        StreamRows.GROUPS, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
  }

  /** Adds every row that is held. */
  abstract void visit(Map<Integer, Digest> groups) throws Exception;

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    if (!run().isExamined(context.getCheckpointId())) {
      return;
    }
    Map<Integer, Digest> groups = new TreeMap<>();
    groups().iterator().forEachRemaining(group -> groups.put(group, Digest.EMPTY));
    visit(groups);
    int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    run().holds(context.getCheckpointId(), new OracleRun.Part(settings.holder(), subtask, groups));
  }

  /** In the replay store. */
  static final class InReplay extends HolderOperator {
    private final transient Resources resources = new Resources();
    private transient ReplayBackend replay;

    InReplay(StreamOperatorParameters<Long> parameters, Settings settings) {
      super(parameters, settings);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      ReplayConfig config =
          ReplayConfig.of(settings.rowBytes(), StreamRows.GROUPS, settings.capacityRows())
              .withRetention(Retention.WINDOW)
              .withTiers(TierSizes.of(64L << 20, 64 << 20));
      replay =
          ReplayBackend.open(getContainingTask(), getOperatorID(), config, groups(), resources);
    }

    @Override
    public void processElement(StreamRecord<Long> element) {
      long number = element.getValue();
      run().arrived(number);
      replay
          .table()
          .offer(
              StreamRows.group(number),
              RowMeta.of(number),
              ByteBuffer.wrap(StreamRows.row(number, settings.rowBytes())));
    }

    @Override
    void visit(Map<Integer, Digest> groups) {
      ReplayTable table = replay.table();
      table.forEachRow(
          (group, slot, key, row) ->
              groups.merge(group, Digest.EMPTY, (d, e) -> d.with(StreamRows.hash(key, row))));
    }

    @Override
    public OperatorSnapshotFutures snapshotState(
        long checkpointId,
        long timestamp,
        CheckpointOptions options,
        CheckpointStreamFactory factory)
        throws Exception {
      OperatorSnapshotFutures futures =
          super.snapshotState(checkpointId, timestamp, options, factory);
      futures.setKeyedStateManagedFuture(
          replay.snapshot(checkpointId, timestamp, options, factory));
      return futures;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
      super.notifyCheckpointComplete(checkpointId);
      replay.checkpointCompleted(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
      super.notifyCheckpointAborted(checkpointId);
      replay.checkpointAborted(checkpointId);
    }

    @Override
    public void close() throws Exception {
      resources.closeAll();
      super.close();
    }
  }

  /** In Flink's own keyed state: a hash of the row for every key. */
  static final class InKeyedState extends HolderOperator {
    private static final ValueStateDescriptor<Long> HASH =
        new ValueStateDescriptor<>("hash", LongSerializer.INSTANCE);

    InKeyedState(StreamOperatorParameters<Long> parameters, Settings settings) {
      super(parameters, settings);
    }

    @Override
    public void processElement(StreamRecord<Long> element) throws Exception {
      long number = element.getValue();
      ValueState<Long> hash = getPartitionedState(HASH);
      if (hash.value() != null) {
        throw new IllegalStateException("number " + number + " came twice");
      }
      byte[] row = StreamRows.row(number, settings.rowBytes());
      hash.update(StreamRows.hash(number, ByteBuffer.wrap(row)));
    }

    @Override
    void visit(Map<Integer, Digest> groups) throws Exception {
      ValueState<Long> hash = getPartitionedState(HASH);
      try (var keys =
          this.<Long>getKeyedStateBackend().getKeys(HASH.getName(), VoidNamespace.INSTANCE)) {
        for (Long key : (Iterable<Long>) keys::iterator) {
          setCurrentKey(key);
          long value = hash.value();
          groups.merge(StreamRows.group(key), Digest.EMPTY, (d, e) -> d.with(value));
        }
      }
    }
  }

  /** Makes either. */
  static final class Factory extends AbstractStreamOperatorFactory<Long>
      implements OneInputStreamOperatorFactory<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final Settings settings;

    Factory(Settings settings) {
      this.settings = settings;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink's signature
    public <T extends StreamOperator<Long>> T createStreamOperator(
        StreamOperatorParameters<Long> parameters) {
      return (T)
          switch (settings.holder()) {
            case REPLAY -> new InReplay(parameters, settings);
            case KEYED_STATE -> new InKeyedState(parameters, settings);
          };
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
      return HolderOperator.class;
    }
  }
}
