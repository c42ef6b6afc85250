package io.thalweg.ingestion.flink;

import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets no event pass that falls under an erasure; gauge {@code thalweg.erasedEvents}. Confined to
 * the task's thread.
 */
final class ErasureGate extends BroadcastProcessFunction<Example, Arrival, Example>
    implements CheckpointedFunction {
  private final Total erased = new Total(IngestionMetrics.ERASED_EVENTS);

  @Override
  public void processElement(Example event, ReadOnlyContext context, Collector<Example> out)
      throws Exception {
    if (Erased.covers(event, context.getBroadcastState(Erased.STATE))) {
      erased.increment();
    } else {
      out.collect(event);
    }
  }

  @Override
  public void processBroadcastElement(Arrival erasures, Context context, Collector<Example> out)
      throws Exception {
    Erased.add((Erasures) erasures, context.getBroadcastState(Erased.STATE));
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
