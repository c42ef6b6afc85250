package io.thalweg.learner.ledger;

import io.thalweg.schemas.LearnedEvent;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts per event what the learner before it says it has learned, in the same task and the same
 * checkpoints; and fails, on request, where a task can. Confined to the task's thread.
 */
final class Auditor extends AbstractStreamOperator<byte[]>
    implements OneInputStreamOperator<byte[], byte[]> {
  static final String STATE = "audited";

  private final transient Experiment experiment;
  private final transient int[] counts;
  private transient ListState<byte[]> blobs;

  private Auditor(StreamOperatorParameters<byte[]> parameters, Experiment experiment) {
    super(parameters);
    this.experiment = experiment;
    this.counts = new int[experiment.events()];
  }

  /** Ends the job with it, in the learners' tasks. */
  static void behind(DataStream<byte[]> learned) {
    TypeInformation<byte[]> bytes = PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    learned
        .transform("audit", bytes, new Factory())
        .uid("audit")
        .sinkTo(new DiscardingSink<>())
        .uid("end");
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    blobs =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>(STATE, BytePrimitiveArraySerializer.INSTANCE));
    for (byte[] blob : blobs.get()) {
      add(blob, counts);
    }
  }

  static void add(byte[] blob, int[] to) {
    ByteBuffer b = ByteBuffer.wrap(blob);
    for (int i = 0; i < to.length; i++) {
      to[i] += b.getInt();
    }
  }

  @Override
  public void processElement(StreamRecord<byte[]> element) throws Exception {
    counts[(int) LearnedEvent.fromBytes(element.getValue()).label()]++;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    experiment.mishaps().at(Place.BEFORE_THE_BARRIER);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    experiment.mishaps().at(Place.SNAPSHOT);
    ByteBuffer blob = ByteBuffer.allocate(4 * counts.length);
    for (int c : counts) {
      blob.putInt(c);
    }
    blobs.update(List.of(blob.array()));
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long id, long timestamp, CheckpointOptions options, CheckpointStreamFactory factory)
      throws Exception {
    if (options.getCheckpointType().isSavepoint()) {
      experiment.mishaps().at(Place.SAVEPOINT);
    }
    return super.snapshotState(id, timestamp, options, factory);
  }

  private static final class Factory extends AbstractStreamOperatorFactory<byte[]>
      implements OneInputStreamOperatorFactory<byte[], byte[]> {
    Factory() {
      setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink's signature
    public <T extends StreamOperator<byte[]>> T createStreamOperator(
        StreamOperatorParameters<byte[]> parameters) {
      return (T) new Auditor(parameters, Experiment.current());
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
      return Auditor.class;
    }
  }
}
