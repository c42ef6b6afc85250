package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.PredictionsSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts behind every example what a server has answered of its event, or NaN: an example never waits
 * for an answer, an answer waits for its example, for a window by the clock. Of several answers the
 * last counts, and each is used once. Keyed by event id; gauge {@code thalweg.distilled}. Confined
 * to the task's thread.
 */
@SuppressWarnings("NullAway.Init") // keyed state exists from open on
final class LogitsJoin extends KeyedCoProcessFunction<String, Example, ServedLogits, Example>
    implements CheckpointedFunction {
  private final int logits;
  private final long windowMillis;
  private final Total distilled = new Total(IngestionMetrics.DISTILLED);
  private transient ValueState<ServedLogits> served;

  /** When it goes, by the clock. */
  private transient ValueState<Long> due;

  LogitsJoin(PredictionsSpec spec) {
    this.logits = spec.logits();
    this.windowMillis = spec.window().toMillis();
  }

  @Override
  public void open(OpenContext context) {
    served =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("served", ServedLogitsSerializer.INSTANCE));
    due = getRuntimeContext().getState(new ValueStateDescriptor<>("due", LongSerializer.INSTANCE));
  }

  @Override
  public void processElement1(Example example, Context context, Collector<Example> out)
      throws Exception {
    ServedLogits answer = served.value();
    byte[] row = Arrays.copyOf(example.row(), example.row().length + Float.BYTES * logits);
    ByteBuffer tail = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
    tail.position(example.row().length);
    for (int i = 0; i < logits; i++) {
      tail.putFloat(answer == null ? Float.NaN : answer.logits()[i]);
    }
    if (answer != null) {
      distilled.increment();
      context.timerService().deleteProcessingTimeTimer(due.value());
      served.clear();
      due.clear();
    }
    out.collect(example.withRow(row));
  }

  @Override
  public void processElement2(ServedLogits answer, Context context, Collector<Example> out)
      throws Exception {
    Long before = due.value();
    if (before != null) {
      context.timerService().deleteProcessingTimeTimer(before);
    }
    long goes = context.timerService().currentProcessingTime() + windowMillis;
    context.timerService().registerProcessingTimeTimer(goes);
    served.update(answer);
    due.update(goes);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Example> out) {
    served.clear();
    due.clear();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    distilled.initialize(context, getRuntimeContext());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    distilled.snapshot();
  }
}
