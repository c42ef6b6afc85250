package io.thalweg.ingestion.flink;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.jspecify.annotations.Nullable;

/**
 * A count over the life of the job: it is in every checkpoint, so after a restore it agrees with
 * the offsets. Shown as the gauge {@code thalweg.NAME}; the sum over the subtasks is what counts,
 * since a rescale moves whole counts between them. Counted by the task's thread, read by any.
 */
final class Total implements Serializable {
  private final String name;
  private final AtomicLong count = new AtomicLong();
  private transient @Nullable ListState<Long> state;

  Total(String name) {
    this.name = name;
  }

  void initialize(FunctionInitializationContext context, RuntimeContext runtime) throws Exception {
    ListState<Long> restored =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("total." + name, LongSerializer.INSTANCE));
    long sum = 0;
    for (long part : restored.get()) {
      sum += part;
    }
    count.set(sum);
    state = restored;
    runtime.getMetricGroup().addGroup(IngestionMetrics.GROUP).gauge(name, (Gauge<Long>) count::get);
  }

  void snapshot() throws Exception {
    if (state == null) {
      throw new IllegalStateException("total " + name + " is snapshotted before it is initialized");
    }
    state.update(List.of(count.get()));
  }

  void increment() {
    count.lazySet(count.get() + 1);
  }

  long count() {
    return count.get();
  }
}
