package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.flink.HistoryFill.Tails;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.RowTail;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/**
 * The pasts of keys, one key at a time: keyed state, the bytes of a {@link KeyHistory}. Confined to
 * the task's thread.
 */
@SuppressWarnings("NullAway.Init") // keyed state exists from open on
final class Histories implements Serializable {
  static final ValueStateDescriptor<byte[]> PAST =
      new ValueStateDescriptor<>("past", BytePrimitiveArraySerializer.INSTANCE);

  private final HistoryPlan plan;
  private final RowTail tail;
  private final Tails tails;
  private transient ValueState<byte[]> past;

  Histories(HistoryPlan plan, RowTail tail, Tails tails) {
    this.plan = plan;
    this.tail = tail;
    this.tails = tails;
  }

  void open(RuntimeContext context) {
    past = context.getState(PAST);
  }

  /** An example with its histories, which belongs to the past of its key from now on. */
  Example filled(Example example) throws IOException {
    byte[] saved = past.value();
    KeyHistory history = saved == null ? new KeyHistory(plan) : KeyHistory.read(plan, saved);
    byte[] row = example.row().clone();
    history.pass(ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN), tail.knownMillis(row));
    past.update(history.toBytes());
    return example.withRow(tails == Tails.KEPT ? row : tail.trim(row));
  }
}
