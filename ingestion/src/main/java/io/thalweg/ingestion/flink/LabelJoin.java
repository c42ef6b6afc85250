package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.LabelWaits;
import io.thalweg.model.feature.RowTail;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Joins events with their labels from two inputs, keyed by event id, as {@link LabelMatching} says.
 * Confined to the task's thread.
 */
final class LabelJoin extends KeyedCoProcessFunction<String, Example, Label, Example>
    implements CheckpointedFunction {
  private final LabelMatching matching;

  LabelJoin(Duration window) {
    this(LabelWaits.of(window), null);
  }

  /**
   * A join without state.
   *
   * @param tail of the rows; null where they have none
   */
  LabelJoin(LabelWaits waits, @Nullable RowTail tail) {
    this.matching = new LabelMatching(waits, tail);
  }

  @Override
  public void open(OpenContext context) {
    matching.open(getRuntimeContext());
  }

  @Override
  public void processElement1(Example event, Context context, Collector<Example> out)
      throws Exception {
    matching.event(event, context.timerService(), out);
  }

  @Override
  public void processElement2(Label label, Context context, Collector<Example> out)
      throws Exception {
    matching.label(label, context.timerService(), out);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Example> out)
      throws Exception {
    matching.timer(timestamp, context.timerService(), out);
  }

  /** As {@link LabelMatching#totals}. */
  long[] totals() {
    return matching.totals();
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
