package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.flink.HistoryFill.Pasts;
import io.thalweg.ingestion.flink.HistoryFill.Tails;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.PastKey;
import io.thalweg.model.feature.RowTail;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
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
  private final boolean published;
  private transient ValueState<byte[]> past;

  Histories(HistoryPlan plan, RowTail tail, Tails tails, Pasts pasts) {
    this.plan = plan;
    this.tail = tail;
    this.tails = tails;
    this.published = pasts == Pasts.PUBLISHED && !plan.isEmpty();
  }

  void open(RuntimeContext context) {
    past = context.getState(PAST);
  }

  /**
   * An example with its histories, which belongs to the past of its key from now on.
   *
   * @param out is told of that past where it is published
   */
  Example filled(Example example, Consumer<PastUpdate> out) throws IOException {
    byte[] saved = past.value();
    KeyHistory history = saved == null ? new KeyHistory(plan) : KeyHistory.read(plan, saved);
    byte[] row = example.row().clone();
    history.pass(ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN), tail.knownMillis(row));
    if (published) {
      reach(history, example);
    }
    byte[] bytes = history.toBytes();
    past.update(bytes);
    if (published) {
      out.accept(new PastUpdate(new PastKey(plan.part(), tail.key(row)), bytes));
    }
    return example.withRow(tails == Tails.KEPT ? row : tail.trim(row));
  }

  /**
   * Labels have a topic of their own where their histories are made by themselves. Of files nothing
   * is taken down: they are read once, and it would stay for each of them for good.
   */
  private void reach(KeyHistory history, Example example) {
    Position position =
        plan.part() == Part.LABELS ? example.labelPosition() : example.eventPosition();
    if (position.isKnown() && !position.isInFile()) {
      history.reach(position.partition(), position.offset());
    }
  }

  /** Tells that a key's past is no more, where others know of it. */
  void forgotten(String key, Consumer<PastUpdate> out) {
    if (published) {
      out.accept(PastUpdate.forgotten(new PastKey(plan.part(), key)));
    }
  }
}
