package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.LabelWaits;
import io.thalweg.model.feature.RowTail;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Joins events with their labels from one input that holds both in order, keyed by event id, as
 * {@link LabelMatching} says. Confined to the task's thread.
 */
final class MergedLabelJoin extends KeyedProcessFunction<String, Arrival, Example>
    implements CheckpointedFunction {
  private final LabelMatching matching;

  MergedLabelJoin(Duration window) {
    this(LabelWaits.of(window), null);
  }

  /**
   * A join without state.
   *
   * @param tail of the rows; null where they have none
   */
  MergedLabelJoin(LabelWaits waits, @Nullable RowTail tail) {
    this.matching = new LabelMatching(waits, tail);
  }

  static String id(Arrival arrival) {
    return arrival instanceof Example example ? example.id() : ((Label) arrival).id();
  }

  @Override
  public void open(OpenContext context) {
    matching.open(getRuntimeContext());
  }

  @Override
  public void processElement(Arrival arrival, Context context, Collector<Example> out)
      throws Exception {
    if (arrival instanceof Example event) {
      matching.event(event, context.timerService(), out);
    } else {
      matching.label((Label) arrival, context.timerService(), out);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Example> out)
      throws Exception {
    matching.timer(timestamp, context.timerService(), out);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    matching.initialize(context, getRuntimeContext());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    matching.snapshot();
  }
}
