package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Tally;
import io.thalweg.learner.release.BadRecordsSpec;
import io.thalweg.learner.release.BadShare;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up what the sources have refused of each topic, and tells its coordinator whether that holds
 * releases back: at the start, and when it changes. At the end of the input it stays as it is.
 * Confined to the mailbox thread; gauges read volatile values.
 */
final class BadRecordsOperator extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<Tally, Void>, OperatorEventHandler {
  private static final ListStateDescriptor<Long> EVENTS =
      new ListStateDescriptor<>("events", LongSerializer.INSTANCE);
  private static final ListStateDescriptor<Long> LABELS =
      new ListStateDescriptor<>("labels", LongSerializer.INSTANCE);

  private final BadRecordsSpec spec;
  private final String deadLetters;
  private final transient OperatorEventGateway coordinator;

  private transient BadShare events;
  private transient BadShare labels;
  private transient ListState<Long> eventsState;
  private transient ListState<Long> labelsState;
  private transient volatile double share;
  private transient volatile boolean holds;
  private transient AtomicLong holdsSoFar;

  BadRecordsOperator(
      StreamOperatorParameters<Void> parameters,
      BadRecordsSpec spec,
      String deadLetters,
      OperatorEventGateway coordinator) {
    super(parameters);
    this.spec = spec;
    this.deadLetters = deadLetters;
    this.coordinator = coordinator;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    eventsState = context.getOperatorStateStore().getListState(EVENTS);
    labelsState = context.getOperatorStateStore().getListState(LABELS);
    holdsSoFar = new AtomicLong();
    events = new BadShare(spec);
    labels = new BadShare(spec);
    events.restore(eventsState.get());
    labels.restore(labelsState.get());
  }

  @Override
  public void open() throws Exception {
    super.open();
    MetricGroup metrics = getMetricGroup().addGroup(MetricNames.GROUP);
    metrics.gauge(MetricNames.BAD_SHARE, (Gauge<Double>) () -> share);
    metrics.gauge(MetricNames.BAD_HOLDS, (Gauge<Integer>) () -> holds ? 1 : 0);
    metrics.gauge(MetricNames.BAD_HOLDS_SO_FAR, (Gauge<Long>) holdsSoFar::get);
    metrics.gauge(MetricNames.DEAD_LETTERS, (Gauge<String>) () -> deadLetters);
    look();
    tell();
  }

  @Override
  public void processElement(StreamRecord<Tally> element) {
    Tally tally = element.getValue();
    (tally.labels() ? labels : events).add(tally.records(), tally.bad());
    boolean before = holds;
    look();
    if (holds != before) {
      tell();
    }
  }

  private void look() {
    share = Math.max(events.share(), labels.share());
    boolean held = events.holds() || labels.holds();
    if (held && !holds) {
      holdsSoFar.incrementAndGet();
    }
    holds = held;
  }

  private void tell() {
    if (holds) {
      LOG.warn("releases are held: {} of the newest records of a topic are bad", share);
    } else {
      LOG.info("releases go on: {} of the newest records of a topic are bad", share);
    }
    coordinator.sendEventToCoordinator(new ProtocolEvent.Hold(holds));
  }

  @Override
  public void handleOperatorEvent(OperatorEvent event) {
    throw new IllegalStateException("the coordinator sends nothing, but sent " + event);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    eventsState.update(events.toState());
    labelsState.update(labels.toState());
  }
}
