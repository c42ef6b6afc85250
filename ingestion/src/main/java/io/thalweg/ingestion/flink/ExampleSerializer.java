package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.DataSubjects;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of an {@link Example}, version 3:
 *
 * <pre>
 *  0  int32  keyHash
 *  4  int64  eventTimeMillis
 * 12  int64  readyTimeMillis
 * 20  int32  partition of the event, -1 for unknown
 * 24  int64  offset of the event
 * 32  int32  partition of the label, -1 for none
 * 36  int64  offset of the label
 * 44  int64  subject, 0 for nobody
 * 52  int8   1 if it was learned with another label before
 * 53  int32  length of the id, then the id, UTF-8
 *  .  int32  length of the row, then the row
 * </pre>
 *
 * Version 2 had neither subject nor what follows it: its id began at 44. Version 1 had no positions
 * either: its id began at 20.
 *
 * <p>Immutable.
 */
final class ExampleSerializer extends ValueSerializer<Example> {
  static final ExampleSerializer VERSION_1 = new ExampleSerializer(1);
  static final ExampleSerializer VERSION_2 = new ExampleSerializer(2);
  static final ExampleSerializer INSTANCE = new ExampleSerializer(3);

  private final boolean hasPositions;
  private final boolean hasSubject;

  private ExampleSerializer(int version) {
    this.hasPositions = version > 1;
    this.hasSubject = version > 2;
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
    if (hasSubject) {
      target.writeLong(value.subject());
      target.writeBoolean(value.revised());
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
    long subject = hasSubject ? source.readLong() : DataSubjects.NOBODY;
    boolean revised = hasSubject && source.readBoolean();
    String id = readText(source);
    return new Example(
        id,
        keyHash,
        eventTimeMillis,
        readyTimeMillis,
        event,
        label,
        subject,
        revised,
        readPresent(source));
  }

  @Override
  public TypeSerializerSnapshot<Example> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<Example> {
    public Snapshot() {
      super(List.of(VERSION_1, VERSION_2, INSTANCE));
    }
  }
}
