package io.thalweg.ingestion.flink;

import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Sends good arrivals on, does with bad ones as it is told, and counts both: gauges as {@link
 * IngestionMetrics} names them, and {@link Tally}s as they come. What was counted under another
 * {@link OnBadRecord} stays counted. Confined to the task's thread.
 */
final class ArrivalSplitter<T extends Arrival> extends ProcessFunction<Arrival, T>
    implements CheckpointedFunction {
  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", ValueTypeInfo.DEAD_LETTER);
  static final OutputTag<Tally> TALLIES = new OutputTag<>("tallies", ValueTypeInfo.TALLY);

  /** Records of one tally where none of them is bad. */
  private static final int TALLY_EVERY = 100;

  private final Class<T> type;
  private final Total recordsIn;
  private final Total deadLettered;
  private final Total dropped;
  private final OnBadRecord onBadRecord;
  private final boolean labels;
  private final @Nullable Backfilled backfilled;

  /** Good records that are in no tally yet. Those are not in a checkpoint. */
  private int untold;

  private ArrivalSplitter(
      Class<T> type,
      OnBadRecord onBadRecord,
      boolean labels,
      String in,
      String deadLettered,
      String dropped) {
    this(
        type,
        onBadRecord,
        labels,
        new Total(in),
        new Total(deadLettered),
        new Total(dropped),
        null);
  }

  private ArrivalSplitter(
      Class<T> type,
      OnBadRecord onBadRecord,
      boolean labels,
      Total recordsIn,
      Total deadLettered,
      Total dropped,
      @Nullable Backfilled backfilled) {
    this.type = type;
    this.labels = labels;
    this.onBadRecord = onBadRecord;
    this.recordsIn = recordsIn;
    this.deadLettered = deadLettered;
    this.dropped = dropped;
    this.backfilled = backfilled;
  }

  /** Likewise, of events that come from files, too. */
  ArrivalSplitter<T> with(Backfilled other) {
    return new ArrivalSplitter<>(
        type, onBadRecord, labels, recordsIn, deadLettered, dropped, other);
  }

  /**
   * Of events.
   *
   * @param type what the stream behind it carries
   */
  static <T extends Arrival> ArrivalSplitter<T> ofEvents(Class<T> type, OnBadRecord onBadRecord) {
    return new ArrivalSplitter<>(
        type,
        onBadRecord,
        false,
        IngestionMetrics.EVENTS_IN,
        IngestionMetrics.EVENTS_DEAD_LETTERED,
        IngestionMetrics.EVENTS_DROPPED);
  }

  /** Of labels, likewise. */
  static <T extends Arrival> ArrivalSplitter<T> ofLabels(Class<T> type, OnBadRecord onBadRecord) {
    return new ArrivalSplitter<>(
        type,
        onBadRecord,
        true,
        IngestionMetrics.LABELS_IN,
        IngestionMetrics.LABELS_DEAD_LETTERED,
        IngestionMetrics.LABELS_DROPPED);
  }

  /** Of erasures, likewise. */
  static ArrivalSplitter<Arrival> ofErasures(OnBadRecord onBadRecord) {
    return new ArrivalSplitter<>(
        Arrival.class,
        onBadRecord,
        false,
        IngestionMetrics.ERASURES_IN,
        IngestionMetrics.ERASURES_DEAD_LETTERED,
        IngestionMetrics.ERASURES_DROPPED);
  }

  @Override
  public void processElement(Arrival arrival, Context context, Collector<T> out) {
    if (arrival instanceof FilesEnd) {
      return;
    }
    recordsIn.increment();
    if (backfilled != null && backfilled.leaves(arrival)) {
      return;
    }
    if (arrival instanceof DeadLetter letter) {
      refuse(letter, context);
      tell(context, 1);
    } else {
      out.collect(type.cast(arrival));
      if (++untold >= TALLY_EVERY) {
        tell(context, 0);
      }
    }
  }

  private void tell(Context context, int bad) {
    context.output(TALLIES, new Tally(labels, untold + bad, bad));
    untold = 0;
  }

  private void refuse(DeadLetter letter, Context context) {
    switch (onBadRecord) {
      // A restart would come to the same record again.
      case FAIL -> throw new SuppressRestartsException(new BadRecordException(letter));
      case DROP -> dropped.increment();
      case DEAD_LETTER -> {
        deadLettered.increment();
        context.output(DEAD_LETTERS, letter);
      }
    }
  }

  /** Records in, dead letters, dropped ones. */
  long[] totals() {
    return new long[] {recordsIn.count(), deadLettered.count(), dropped.count()};
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    recordsIn.initialize(context, getRuntimeContext());
    deadLettered.initialize(context, getRuntimeContext());
    dropped.initialize(context, getRuntimeContext());
    if (backfilled != null) {
      backfilled.initialize(context, getRuntimeContext());
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    recordsIn.snapshot();
    deadLettered.snapshot();
    dropped.snapshot();
    if (backfilled != null) {
      backfilled.snapshot();
    }
  }
}
