package io.thalweg.bench.prequential;

import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.HistoryPlan.Timing;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.RowTail;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** The past of every key, in memory. Confined to one thread. */
final class Pasts {
  private final RowTail tail;
  private final HistoryPlan plan;
  private final Map<String, KeyHistory> byKey = new HashMap<>();

  Pasts(FeatureSpec features, RowLayout layout) {
    this.tail = RowTail.of(layout);
    this.plan = HistoryPlan.of(features, Part.ALL, Timing.WITH_EXAMPLE);
  }

  /** The row with its histories filled in, without its tail. */
  byte[] complete(byte[] row) {
    byte[] out = tail.trim(row);
    byKey
        .computeIfAbsent(tail.key(row), key -> new KeyHistory(plan))
        .pass(ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN), tail.knownMillis(row));
    return out;
  }
}
