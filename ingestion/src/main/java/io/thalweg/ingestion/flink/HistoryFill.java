package io.thalweg.ingestion.flink;

import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.RowTail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Fills in the histories of examples from the past of their keys, which is keyed state: the bytes
 * of a {@link KeyHistory}. Keyed by the key's text. In the order in which a key's examples come;
 * labels pass. Confined to the task's thread.
 */
@SuppressWarnings("NullAway.Init") // keyed state exists from open on
final class HistoryFill<T extends Arrival> extends KeyedProcessFunction<String, T, T> {
  /** Whether rows keep their tails. */
  enum Tails {
    KEPT,
    /** Nobody needs them any more. */
    TRIMMED
  }

  private final Class<T> type;
  private final HistoryPlan plan;
  private final RowTail tail;
  private final Tails tails;
  private transient ValueState<byte[]> past;

  HistoryFill(Class<T> type, HistoryPlan plan, RowTail tail, Tails tails) {
    this.type = type;
    this.plan = plan;
    this.tail = tail;
    this.tails = tails;
  }

  /** The key of an example; of a label none is known. */
  static String key(Arrival arrival, RowTail tail) {
    return arrival instanceof Example example ? tail.key(example.row()) : "";
  }

  @Override
  public void open(OpenContext context) {
    past =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("past", BytePrimitiveArraySerializer.INSTANCE));
  }

  @Override
  public void processElement(T arrival, Context context, Collector<T> out) throws Exception {
    out.collect(arrival instanceof Example example ? type.cast(filled(example)) : arrival);
  }

  private Example filled(Example example) throws IOException {
    byte[] saved = past.value();
    KeyHistory history = saved == null ? new KeyHistory(plan) : KeyHistory.read(plan, saved);
    byte[] row = example.row().clone();
    history.pass(ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN), tail.knownMillis(row));
    past.update(history.toBytes());
    return example.withRow(tails == Tails.KEPT ? row : tail.trim(row));
  }
}
