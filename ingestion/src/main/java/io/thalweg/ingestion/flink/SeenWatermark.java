package io.thalweg.ingestion.flink;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.jspecify.annotations.Nullable;

/**
 * The highest watermark that an operator has seen, over restores: Flink's own begins anew at the
 * start of time, and until records have moved it an old event would pass for a young one. Confined
 * to the task's thread.
 */
final class SeenWatermark implements Serializable {
  private long highest = Long.MIN_VALUE;
  private transient @Nullable ListState<Long> state;

  void initialize(FunctionInitializationContext context) throws Exception {
    ListState<Long> restored =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>("seen-watermark", LongSerializer.INSTANCE));
    for (long seen : restored.get()) {
      highest = Math.max(highest, seen);
    }
    state = restored;
  }

  /** Takes in the watermark as it is now. */
  long max(long current) {
    highest = Math.max(highest, current);
    return highest;
  }

  void snapshot() throws Exception {
    if (state == null) {
      throw new IllegalStateException("the watermark is snapshotted before it is initialized");
    }
    state.update(List.of(highest));
  }
}
