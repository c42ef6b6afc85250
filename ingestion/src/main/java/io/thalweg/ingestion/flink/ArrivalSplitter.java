package io.thalweg.ingestion.flink;

import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends good arrivals on and dead letters aside, and counts both: gauges as {@link
 * IngestionMetrics} names them. Confined to the task's thread.
 */
final class ArrivalSplitter<T extends Arrival> extends ProcessFunction<Arrival, T>
    implements CheckpointedFunction {
  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", ValueTypeInfo.DEAD_LETTER);

  private final Class<T> type;
  private final Total recordsIn;
  private final Total deadLettered;

  private ArrivalSplitter(Class<T> type, String in, String deadLettered) {
    this.type = type;
    this.recordsIn = new Total(in);
    this.deadLettered = new Total(deadLettered);
  }

  /**
   * Of events.
   *
   * @param type what the stream behind it carries
   */
  static <T extends Arrival> ArrivalSplitter<T> ofEvents(Class<T> type) {
    return new ArrivalSplitter<>(
        type, IngestionMetrics.EVENTS_IN, IngestionMetrics.EVENTS_DEAD_LETTERED);
  }

  /** Of labels, likewise. */
  static <T extends Arrival> ArrivalSplitter<T> ofLabels(Class<T> type) {
    return new ArrivalSplitter<>(
        type, IngestionMetrics.LABELS_IN, IngestionMetrics.LABELS_DEAD_LETTERED);
  }

  @Override
  public void processElement(Arrival arrival, Context context, Collector<T> out) {
    recordsIn.increment();
    if (arrival instanceof DeadLetter letter) {
      deadLettered.increment();
      context.output(DEAD_LETTERS, letter);
    } else {
      out.collect(type.cast(arrival));
    }
  }

  /** Records in, dead letters. */
  long[] totals() {
    return new long[] {recordsIn.count(), deadLettered.count()};
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    recordsIn.initialize(context, getRuntimeContext());
    deadLettered.initialize(context, getRuntimeContext());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    recordsIn.snapshot();
    deadLettered.snapshot();
  }
}
