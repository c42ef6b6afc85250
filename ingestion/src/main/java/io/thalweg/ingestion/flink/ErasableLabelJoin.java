package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.LabelWaits;
import io.thalweg.model.feature.RowTail;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Joins events with their labels, keyed by event id, as {@link LabelMatching} says, and forgets
 * waiting events that fall under an erasure, for which it looks through all of them. An event's id
 * is remembered as long as ever, so that its label isn't waited with. Gauge {@code
 * thalweg.erasedEvents}. Confined to the task's thread.
 */
final class ErasableLabelJoin
    extends KeyedBroadcastProcessFunction<String, Arrival, Arrival, Example>
    implements CheckpointedFunction {
  private final LabelMatching matching;
  private final Total erased = new Total(IngestionMetrics.ERASED_EVENTS);

  /**
   * A join without state.
   *
   * @param tail of the rows; null where they have none
   */
  ErasableLabelJoin(LabelWaits waits, @Nullable RowTail tail) {
    this.matching = new LabelMatching(waits, tail);
  }

  @Override
  public void open(OpenContext context) {
    matching.open(getRuntimeContext());
  }

  @Override
  public void processElement(Arrival arrival, ReadOnlyContext context, Collector<Example> out)
      throws Exception {
    if (arrival instanceof Label label) {
      matching.label(label, context.timerService(), out);
    } else if (Erased.covers((Example) arrival, context.getBroadcastState(Erased.STATE))) {
      erased.increment();
    } else {
      matching.event((Example) arrival, context.timerService(), out);
    }
  }

  @Override
  public void processBroadcastElement(Arrival arrival, Context context, Collector<Example> out)
      throws Exception {
    Erasures erasures = (Erasures) arrival;
    Erased.add(erasures, context.getBroadcastState(Erased.STATE));
    context.applyToKeyedState(
        LabelMatching.WAITING_EVENT,
        (id, waiting) -> {
          Example event = waiting.value();
          if (event != null && erasures.cover(event)) {
            waiting.clear();
            if (!LabelMatching.isProvisional(event)) { // else it counts as learned
              erased.increment();
            }
          }
        });
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Example> out)
      throws Exception {
    matching.timer(timestamp, context.timerService(), out);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    matching.initialize(context, getRuntimeContext());
    erased.initialize(context, getRuntimeContext());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    matching.snapshot();
    erased.snapshot();
  }
}
