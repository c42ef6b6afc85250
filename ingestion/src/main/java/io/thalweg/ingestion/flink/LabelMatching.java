package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.LabelWaits;
import io.thalweg.model.feature.RowTail;
import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Events and their labels, one key (an event's id) at a time, whichever comes first.
 *
 * <p>All in event time, with window W. An event waits for its label until the watermark reaches its
 * time + W, a label for its event until its own time + W. They join when the label is at most W
 * later than the event. An event's marker lives until its time + 2 W; a second event of that id
 * before then is a duplicate, and an event that comes when its marker would be gone is expired
 * unseen, so that a redelivered record is never learned twice.
 *
 * <p>Where events are learned provisionally, one that has waited so long goes out as class 0 and
 * waits on: a label of class 0 confirms it, any other sends it out once more, revised, and what is
 * stored of it gives way. Gauges: {@code thalweg.joined}, {@code provisional}, {@code revised}, of
 * those that joined, {@code duplicates}, {@code expired}, {@code orphanLabels}. Confined to the
 * task's thread.
 */
@SuppressWarnings("NullAway.Init") // keyed state exists from open on
final class LabelMatching implements Serializable {
  private static final long NEVER = -1;

  static final ValueStateDescriptor<Example> WAITING_EVENT =
      new ValueStateDescriptor<>("waiting-event", ExampleSerializer.INSTANCE);

  private final long windowMillis;

  /** {@link #NEVER}: events aren't learned before they have a label. */
  private final long provisionalMillis;

  private final @Nullable RowTail tail;
  private final Total provisional = new Total(IngestionMetrics.PROVISIONAL);
  private final Total revised = new Total(IngestionMetrics.REVISED);
  private final Total joined = new Total(IngestionMetrics.JOINED);
  private final Total duplicates = new Total(IngestionMetrics.DUPLICATES);
  private final Total expired = new Total(IngestionMetrics.EXPIRED);
  private final SeenWatermark watermark = new SeenWatermark();
  private final Total orphanLabels = new Total(IngestionMetrics.ORPHAN_LABELS);
  private transient ValueState<Example> waitingEvent;
  private transient ValueState<Label> waitingLabel;

  /** When the marker goes. */
  private transient ValueState<Long> marker;

  /**
   * A matching without state.
   *
   * @param tail of the rows; null where they have none
   */
  LabelMatching(LabelWaits waits, @Nullable RowTail tail) {
    this.windowMillis = waits.window().toMillis();
    this.provisionalMillis = waits.provisional() == null ? NEVER : waits.provisional().toMillis();
    this.tail = tail;
  }

  void open(RuntimeContext context) {
    waitingEvent = context.getState(WAITING_EVENT);
    waitingLabel =
        context.getState(new ValueStateDescriptor<>("waiting-label", LabelSerializer.INSTANCE));
    marker = context.getState(new ValueStateDescriptor<>("marker", LongSerializer.INSTANCE));
  }

  void event(Example event, TimerService timers, Collector<Example> out) throws Exception {
    if (marker.value() != null) {
      duplicates.increment();
      return;
    }
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
      Timers.atNextWatermark(timers, eventDue(event));
      if (provisionalMillis != NEVER) {
        Timers.atNextWatermark(timers, event.eventTimeMillis() + provisionalMillis);
      }
    }
  }

  void label(Label label, TimerService timers, Collector<Example> out) throws Exception {
    Example event = waitingEvent.value();
    if (event != null && label.eventTimeMillis() <= eventDue(event)) {
      waitingEvent.clear();
      if (!isProvisional(event)) {
        join(event, label, out);
      } else if (label.label() != 0) {
        revised.increment();
        joined.increment();
        out.collect(labelled(event, label).asRevised());
      }
    } else if (marker.value() != null || waitingLabel.value() != null) {
      orphanLabels.increment();
    } else {
      waitingLabel.update(label);
      Timers.atNextWatermark(timers, labelDue(label));
    }
  }

  /**
   * What is due.
   *
   * @param timers whose watermark says whether this is the end of time: what it cuts short is
   *     nobody's negative
   */
  void timer(long timestamp, TimerService timers, Collector<Example> out) throws Exception {
    watermark.max(timestamp); // markers go here, and what says so must be in the checkpoint
    Example event = waitingEvent.value();
    if (event != null
        && provisionalMillis != NEVER
        && timers.currentWatermark() != Long.MAX_VALUE
        && !isProvisional(event)
        && event.eventTimeMillis() + provisionalMillis <= timestamp) {
      event = provisional(event);
      waitingEvent.update(event);
      out.collect(event);
    }
    if (event != null && eventDue(event) <= timestamp) {
      waitingEvent.clear();
      if (!isProvisional(event)) {
        expired.increment();
      }
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

  /** As if the label 0 had come as late as it is waited for. */
  private Example provisional(Example event) {
    provisional.increment();
    long known = event.eventTimeMillis() + provisionalMillis;
    Label negative = new Label(event.id(), 0, known, event.readyTimeMillis() + provisionalMillis);
    return labelled(event, negative);
  }

  /** Whether a waiting event has been learned without its label. */
  static boolean isProvisional(Example event) {
    return !Float.isNaN(event.label());
  }

  private void join(Example event, Label label, Collector<Example> out) {
    joined.increment();
    out.collect(labelled(event, label));
  }

  private Example labelled(Example event, Label label) {
    int rowBytes = tail == null ? event.row().length : tail.rowBytes();
    Example labelled = event.labelled(label, rowBytes);
    if (tail != null) {
      tail.putKnownMillis(labelled.row(), label.eventTimeMillis());
    }
    return labelled;
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

  void initialize(FunctionInitializationContext context, RuntimeContext runtime) throws Exception {
    provisional.initialize(context, runtime);
    revised.initialize(context, runtime);
    joined.initialize(context, runtime);
    duplicates.initialize(context, runtime);
    expired.initialize(context, runtime);
    orphanLabels.initialize(context, runtime);
    watermark.initialize(context);
  }

  void snapshot() throws Exception {
    provisional.snapshot();
    revised.snapshot();
    joined.snapshot();
    duplicates.snapshot();
    expired.snapshot();
    orphanLabels.snapshot();
    watermark.snapshot();
  }
}
