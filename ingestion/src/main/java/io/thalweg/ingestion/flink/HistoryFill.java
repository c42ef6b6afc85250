package io.thalweg.ingestion.flink;

import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.RowTail;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Fills in the histories of examples from the past of their keys. Keyed by the key's text. In the
 * order in which a key's examples come; labels pass. Confined to the task's thread.
 */
final class HistoryFill<T extends Arrival> extends KeyedProcessFunction<String, T, T> {
  /** Whether rows keep their tails. */
  enum Tails {
    KEPT,
    /** Nobody needs them any more. */
    TRIMMED
  }

  /** Whether others follow what becomes of keys. */
  enum Pasts {
    KEPT_HERE,
    /** As {@link PastUpdate#TAG}. */
    PUBLISHED
  }

  private final Class<T> type;
  private final Histories histories;

  HistoryFill(Class<T> type, HistoryPlan plan, RowTail tail, Tails tails, Pasts pasts) {
    this.type = type;
    this.histories = new Histories(plan, tail, tails, pasts);
  }

  /** The key of an example; of a label none is known. */
  static String key(Arrival arrival, RowTail tail) {
    return arrival instanceof Example example ? tail.key(example.row()) : "";
  }

  @Override
  public void open(OpenContext context) {
    histories.open(getRuntimeContext());
  }

  @Override
  public void processElement(T arrival, Context context, Collector<T> out) throws Exception {
    out.collect(
        arrival instanceof Example example
            ? type.cast(histories.filled(example, update -> context.output(PastUpdate.TAG, update)))
            : arrival);
  }
}
