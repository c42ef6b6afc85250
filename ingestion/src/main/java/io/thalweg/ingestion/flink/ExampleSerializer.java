package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of an {@link Example}, version 2:
 *
 * <pre>
 *  0  int32  keyHash
 *  4  int64  eventTimeMillis
 * 12  int64  readyTimeMillis
 * 20  int32  partition of the event, -1 for unknown
 * 24  int64  offset of the event
 * 32  int32  partition of the label, -1 for none
 * 36  int64  offset of the label
 * 44  int32  length of the id, then the id, UTF-8
 *  .  int32  length of the row, then the row
 * </pre>
 *
 * Version 1 had no positions: its id began at 20.
 *
 * <p>Immutable.
 */
final class ExampleSerializer extends ValueSerializer<Example> {
  static final ExampleSerializer INSTANCE = new ExampleSerializer(true);
  static final ExampleSerializer VERSION_1 = new ExampleSerializer(false);

  private final boolean hasPositions;

  private ExampleSerializer(boolean hasPositions) {
    this.hasPositions = hasPositions;
  }

  @Override
  public Example createInstance() {
    return new Example("", 0, 0, 0, new byte[0]);
  }

  @Override
  public void serialize(Example value, DataOutputView target) throws IOException {
    target.writeInt(value.keyHash());
    target.writeLong(value.eventTimeMillis());
    target.writeLong(value.readyTimeMillis());
    if (hasPositions) {
      writePosition(value.eventPosition(), target);
      writePosition(value.labelPosition(), target);
    }
    writeText(value.id(), target);
    writeBytes(value.row(), target);
  }

  @Override
  public Example deserialize(DataInputView source) throws IOException {
    int keyHash = source.readInt();
    long eventTimeMillis = source.readLong();
    long readyTimeMillis = source.readLong();
    Position event = hasPositions ? readPosition(source) : Position.UNKNOWN;
    Position label = hasPositions ? readPosition(source) : Position.UNKNOWN;
    String id = readText(source);
    return new Example(
        id, keyHash, eventTimeMillis, readyTimeMillis, event, label, readPresent(source));
  }

  @Override
  public TypeSerializerSnapshot<Example> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<Example> {
    public Snapshot() {
      super(List.of(VERSION_1, INSTANCE));
    }
  }
}
