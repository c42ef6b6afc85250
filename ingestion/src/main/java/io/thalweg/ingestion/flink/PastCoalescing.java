package io.thalweg.ingestion.flink;

import io.thalweg.model.feature.PastKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Of each key hands on only the newest past, before each checkpoint's barrier: what the checkpoint
 * holds is what the sink commits with it, and nothing stays here that a checkpoint would have to
 * keep. Pasts of many keys go earlier. Confined to the task's thread.
 */
final class PastCoalescing extends AbstractStreamOperator<PastUpdate>
    implements OneInputStreamOperator<PastUpdate, PastUpdate>, BoundedOneInput {
  /** On the heap of each task, of which there are as many as learners, or twice that. */
  static final long MOST_BYTES = 4L << 20;

  private final long mostBytes;
  private transient Map<PastKey, PastUpdate> newest;
  private transient long bytes;

  PastCoalescing(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public void open() throws Exception {
    super.open();
    newest = new LinkedHashMap<>();
  }

  @Override
  public void processElement(StreamRecord<PastUpdate> element) {
    PastUpdate update = element.getValue();
    PastUpdate before = newest.put(update.key(), update);
    bytes += update.sizeBytes() - (before == null ? 0 : before.sizeBytes());
    if (bytes > mostBytes) {
      handOn();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    handOn();
  }

  @Override
  public void endInput() {
    handOn();
  }

  private void handOn() {
    newest.values().forEach(update -> output.collect(new StreamRecord<>(update)));
    newest.clear();
    bytes = 0;
  }
}
