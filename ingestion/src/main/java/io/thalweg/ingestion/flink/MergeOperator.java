package io.thalweg.ingestion.flink;

import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Carries {@link PartitionMerge} on Flink, in one task. Watermarks from before it follow clocks and
 * pauses and go no further, but for the end of time; its own come between the records, at places
 * that follow from them alone. Confined to the task's thread.
 */
final class MergeOperator extends AbstractStreamOperator<Arrival>
    implements OneInputStreamOperator<Arrival, Arrival> {
  private static final ListStateDescriptor<byte[]> STATE =
      new ListStateDescriptor<>("partitions", BytePrimitiveArraySerializer.INSTANCE);

  private final InputOrder.Merged order;
  private final long boundMillis;
  private transient PartitionMerge merge;
  private transient ListState<byte[]> state;
  private transient long emitted;

  /**
   * An operator without state.
   *
   * @param bound how far the watermark stays behind the merged time
   */
  MergeOperator(InputOrder.Merged order, Duration bound) {
    this.order = order;
    this.boundMillis = bound.toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    merge = new PartitionMerge(order);
    emitted = Long.MIN_VALUE;
    state = context.getOperatorStateStore().getListState(STATE);
    for (byte[] saved : state.get()) {
      merge.restore(saved);
    }
  }

  @Override
  public void processElement(StreamRecord<Arrival> element) {
    merge.add(element.getValue());
    merge.release(this::emit);
  }

  private void emit(Arrival arrival, long timeMillis) {
    long watermark = timeMillis - boundMillis - 1;
    if (watermark > emitted) {
      emitted = watermark;
      output.emitWatermark(new Watermark(watermark));
    }
    output.collect(new StreamRecord<>(arrival, timeMillis));
  }

  @Override
  public void processWatermark(Watermark mark) {
    if (mark.equals(Watermark.MAX_WATERMARK)) {
      endTime();
    }
  }

  private void endTime() {
    merge.releaseAll(this::emit);
    output.emitWatermark(Watermark.MAX_WATERMARK);
  }

  /** The end of time doesn't get past a source that is idle; the end of its records does. */
  @Override
  public void finish() throws Exception {
    endTime();
    super.finish();
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) {}

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.update(List.of(merge.save()));
  }
}
