package io.thalweg.learner.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Every {@code splits}-th event from {@code number} on. Immutable.
 *
 * @param position events already emitted
 */
record EventSplit(int number, int splits, int position) implements SourceSplit {
  @Override
  public String splitId() {
    return String.valueOf(number);
  }

  int nextEvent() {
    return number + splits * position;
  }

  EventSplit advanced() {
    return new EventSplit(number, splits, position + 1);
  }

  /** Three int32. */
  static final class Serializer implements SimpleVersionedSerializer<EventSplit> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(EventSplit s) {
      return ByteBuffer.allocate(12).putInt(s.number).putInt(s.splits).putInt(s.position).array();
    }

    @Override
    public EventSplit deserialize(int version, byte[] bytes) throws IOException {
      ByteBuffer b = ByteBuffer.wrap(bytes);
      return new EventSplit(b.getInt(), b.getInt(), b.getInt());
    }
  }
}
