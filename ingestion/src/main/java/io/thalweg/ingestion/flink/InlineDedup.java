package io.thalweg.ingestion.flink;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Drops an event whose id was seen before, until the watermark reaches the first one's time plus a
 * window. Keyed by event id; gauge {@code thalweg.duplicates}. Confined to the task's thread.
 */
@SuppressWarnings("NullAway.Init") // keyed state exists from open on
final class InlineDedup extends KeyedProcessFunction<String, Example, Example>
    implements CheckpointedFunction {
  private final long windowMillis;
  private final Total duplicates = new Total(IngestionMetrics.DUPLICATES);

  /** When the marker goes. */
  private transient ValueState<Long> marker;

  InlineDedup(Duration window) {
    this.windowMillis = window.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    marker =
        getRuntimeContext().getState(new ValueStateDescriptor<>("marker", LongSerializer.INSTANCE));
  }

  @Override
  public void processElement(Example event, Context context, Collector<Example> out)
      throws Exception {
    if (marker.value() != null) {
      duplicates.increment();
      return;
    }
    long markerGoes = event.eventTimeMillis() + windowMillis;
    marker.update(markerGoes);
    Timers.atNextWatermark(context.timerService(), markerGoes);
    out.collect(event);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Example> out) {
    marker.clear();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    duplicates.initialize(context, getRuntimeContext());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    duplicates.snapshot();
  }
}
