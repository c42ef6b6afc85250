package io.thalweg.learner.ledger;

import io.thalweg.ingestion.flink.Example;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Every event of an experiment once, some after each completed checkpoint; then it waits, as a
 * topic does. Immutable.
 *
 * @param perCheckpoint events that a split may emit between two checkpoints
 * @param skew how many keys the events have; 1 sends all of them to one learner
 */
record EventSource(String experiment, int splits, int perCheckpoint, int skew)
    implements Source<Example, EventSplit, List<EventSplit>> {

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<EventSplit, List<EventSplit>> createEnumerator(
      SplitEnumeratorContext<EventSplit> context) {
    List<EventSplit> all = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      all.add(new EventSplit(i, splits, 0));
    }
    return new EventEnumerator(context, all);
  }

  @Override
  public SplitEnumerator<EventSplit, List<EventSplit>> restoreEnumerator(
      SplitEnumeratorContext<EventSplit> context, List<EventSplit> unassigned) {
    return new EventEnumerator(context, unassigned);
  }

  @Override
  public SimpleVersionedSerializer<EventSplit> getSplitSerializer() {
    return new EventSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<List<EventSplit>> getEnumeratorCheckpointSerializer() {
    return new ListSerializer();
  }

  @Override
  public SourceReader<Example, EventSplit> createReader(SourceReaderContext context) {
    return new EventReader(this, Experiment.named(experiment));
  }

  private static final class ListSerializer implements SimpleVersionedSerializer<List<EventSplit>> {
    private final EventSplit.Serializer one = new EventSplit.Serializer();

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(List<EventSplit> splits) {
      ByteBuffer all = ByteBuffer.allocate(12 * splits.size());
      splits.forEach(s -> all.put(one.serialize(s)));
      return all.array();
    }

    @Override
    public List<EventSplit> deserialize(int version, byte[] bytes) throws IOException {
      List<EventSplit> splits = new ArrayList<>();
      for (int i = 0; i < bytes.length; i += 12) {
        splits.add(one.deserialize(version, java.util.Arrays.copyOfRange(bytes, i, i + 12)));
      }
      return splits;
    }
  }
}
