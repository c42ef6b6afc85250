package io.thalweg.ingestion.flink;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins events with their labels, keyed by event id, whichever comes first.
 *
 * <p>All in event time, with window W. An event waits for its label until the watermark reaches its
 * time + W, a label for its event until its own time + W. They join when the label is at most W
 * later than the event. An event's marker lives until its time + 2 W; a second event of that id
 * before then is a duplicate, and an event that comes when its marker would be gone is expired
 * unseen, so that a redelivered record is never learned twice. Gauges: {@code thalweg.joined},
 * {@code duplicates}, {@code expired}, {@code orphanLabels}. Confined to the task's thread.
 */
@SuppressWarnings("NullAway.Init") // keyed state exists from open on
final class LabelJoin extends KeyedCoProcessFunction<String, Example, Label, Example>
    implements CheckpointedFunction {
  private final long windowMillis;
  private final Total joined = new Total(IngestionMetrics.JOINED);
  private final Total duplicates = new Total(IngestionMetrics.DUPLICATES);
  private final Total expired = new Total(IngestionMetrics.EXPIRED);
  private final SeenWatermark watermark = new SeenWatermark();
  private final Total orphanLabels = new Total(IngestionMetrics.ORPHAN_LABELS);
  private transient ValueState<Example> waitingEvent;
  private transient ValueState<Label> waitingLabel;

  /** When the marker goes. */
  private transient ValueState<Long> marker;

  LabelJoin(Duration window) {
    this.windowMillis = window.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    waitingEvent =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("waiting-event", ExampleSerializer.INSTANCE));
    waitingLabel =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("waiting-label", LabelSerializer.INSTANCE));
    marker =
        getRuntimeContext().getState(new ValueStateDescriptor<>("marker", LongSerializer.INSTANCE));
  }

  @Override
  public void processElement1(Example event, Context context, Collector<Example> out)
      throws Exception {
    if (marker.value() != null) {
      duplicates.increment();
      return;
    }
    TimerService timers = context.timerService();
    long markerGoes = eventDue(event) + windowMillis;
    if (markerGoes <= watermark.max(timers.currentWatermark())) {
      expired.increment();
      return;
    }
    marker.update(markerGoes);
    timers.registerEventTimeTimer(markerGoes);
    Label label = waitingLabel.value();
    if (label != null && label.eventTimeMillis() <= eventDue(event)) {
      waitingLabel.clear();
      join(event, label, out);
    } else {
      waitingEvent.update(event);
      timers.registerEventTimeTimer(eventDue(event));
    }
  }

  @Override
  public void processElement2(Label label, Context context, Collector<Example> out)
      throws Exception {
    Example event = waitingEvent.value();
    if (event != null && label.eventTimeMillis() <= eventDue(event)) {
      waitingEvent.clear();
      join(event, label, out);
    } else if (marker.value() != null || waitingLabel.value() != null) {
      orphanLabels.increment();
    } else {
      waitingLabel.update(label);
      context.timerService().registerEventTimeTimer(labelDue(label));
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Example> out)
      throws Exception {
    watermark.max(timestamp); // markers go here, and what says so must be in the checkpoint
    Example event = waitingEvent.value();
    if (event != null && eventDue(event) <= timestamp) {
      waitingEvent.clear();
      expired.increment();
    }
    Label label = waitingLabel.value();
    if (label != null && labelDue(label) <= timestamp) {
      waitingLabel.clear();
      orphanLabels.increment();
    }
    Long markerGoes = marker.value();
    if (markerGoes != null && markerGoes <= timestamp) {
      marker.clear();
    }
  }

  private void join(Example event, Label label, Collector<Example> out) {
    joined.increment();
    out.collect(event.labelled(label));
  }

  private long eventDue(Example event) {
    return event.eventTimeMillis() + windowMillis;
  }

  private long labelDue(Label label) {
    return label.eventTimeMillis() + windowMillis;
  }

  /** Joined, duplicates, expired, orphan labels. */
  long[] totals() {
    return new long[] {joined.count(), duplicates.count(), expired.count(), orphanLabels.count()};
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    joined.initialize(context, getRuntimeContext());
    duplicates.initialize(context, getRuntimeContext());
    expired.initialize(context, getRuntimeContext());
    orphanLabels.initialize(context, getRuntimeContext());
    watermark.initialize(context);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    joined.snapshot();
    duplicates.snapshot();
    expired.snapshot();
    orphanLabels.snapshot();
    watermark.snapshot();
  }
}
