package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.learner.sync.RoundMarks;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Counts the examples of the one stream that all learners share, and marks where their rounds fall:
 * by watermarks, which Flink brings to every learner in their place among its examples. From here
 * on a watermark's time is the number of examples before it; those of event time end here, but for
 * the end of time. Confined to the task's thread.
 */
final class MarkOperator extends AbstractStreamOperator<Example>
    implements OneInputStreamOperator<Example, Example> {
  private static final ListStateDescriptor<Long> STATE =
      new ListStateDescriptor<>("examples", LongSerializer.INSTANCE);

  private final RoundMarks marks;
  private transient ListState<Long> state;
  private transient long examples;

  MarkOperator(RoundMarks marks) {
    this.marks = marks;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = context.getOperatorStateStore().getListState(STATE);
    for (long counted : state.get()) {
      examples += counted;
    }
  }

  @Override
  public void processElement(StreamRecord<Example> element) {
    output.collect(element);
    examples++;
    if (marks.freezesAt(examples) || marks.appliesAt(examples)) {
      output.emitWatermark(new Watermark(examples));
    }
  }

  @Override
  public void processWatermark(Watermark mark) {
    if (mark.equals(Watermark.MAX_WATERMARK)) {
      output.emitWatermark(mark);
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) {}

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.update(List.of(examples));
  }
}
