package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.DataSubjects;
import io.thalweg.ingestion.flink.HistoryFill.Pasts;
import io.thalweg.ingestion.flink.HistoryFill.Tails;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.RowTail;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Fills in histories as {@link HistoryFill} does, and forgets the past of a key that is erased:
 * keys are subjects here. For that it looks through all keys. Gauge {@code thalweg.erasedEvents}.
 * Confined to the task's thread.
 */
final class ErasableHistoryFill
    extends KeyedBroadcastProcessFunction<String, Example, Arrival, Example>
    implements CheckpointedFunction {
  private final Histories histories;
  private final Total erased = new Total(IngestionMetrics.ERASED_EVENTS);

  ErasableHistoryFill(HistoryPlan plan, RowTail tail, Tails tails, Pasts pasts) {
    this.histories = new Histories(plan, tail, tails, pasts);
  }

  @Override
  public void open(OpenContext context) {
    histories.open(getRuntimeContext());
  }

  @Override
  public void processElement(Example event, ReadOnlyContext context, Collector<Example> out)
      throws Exception {
    if (Erased.covers(event, context.getBroadcastState(Erased.STATE))) {
      erased.increment();
    } else {
      out.collect(histories.filled(event, update -> context.output(PastUpdate.TAG, update)));
    }
  }

  @Override
  public void processBroadcastElement(Arrival arrival, Context context, Collector<Example> out)
      throws Exception {
    Erasures erasures = (Erasures) arrival;
    Erased.add(erasures, context.getBroadcastState(Erased.STATE));
    context.applyToKeyedState(
        Histories.PAST,
        (key, past) -> {
          if (erasures.untilMillis().containsKey(DataSubjects.number(key))) {
            past.clear();
            histories.forgotten(key, update -> context.output(PastUpdate.TAG, update));
          }
        });
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    erased.initialize(context, getRuntimeContext());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    erased.snapshot();
  }
}
