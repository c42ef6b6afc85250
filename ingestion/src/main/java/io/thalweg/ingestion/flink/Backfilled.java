package io.thalweg.ingestion.flink;

import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * Keeps events to their side of the seam, and counts: gauges {@code thalweg.fileEventsIn}, of all
 * rows, and {@code leftToOtherSide}. Confined to the task's thread.
 */
final class Backfilled implements Serializable {
  private final Seam seam;
  private final Total fileEventsIn = new Total(IngestionMetrics.FILE_EVENTS_IN);
  private final Total leftToOtherSide = new Total(IngestionMetrics.LEFT_TO_OTHER_SIDE);

  Backfilled(Seam seam) {
    this.seam = seam;
  }

  /** Counts it, and says whether it goes no further. */
  boolean leaves(Arrival arrival) {
    if (arrival instanceof Example event) {
      if (event.eventPosition().isInFile()) {
        fileEventsIn.increment();
      }
      if (seam.leaves(event)) {
        leftToOtherSide.increment();
        return true;
      }
    } else if (arrival instanceof DeadLetter letter && letter.isOfFile()) {
      fileEventsIn.increment();
    }
    return false;
  }

  /** File events in, left to the other side. */
  long[] totals() {
    return new long[] {fileEventsIn.count(), leftToOtherSide.count()};
  }

  void initialize(FunctionInitializationContext context, RuntimeContext runtime) throws Exception {
    fileEventsIn.initialize(context, runtime);
    leftToOtherSide.initialize(context, runtime);
  }

  void snapshot() throws Exception {
    fileEventsIn.snapshot();
    leftToOtherSide.snapshot();
  }
}
