package io.thalweg.ingestion.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of an {@link Example}, version 1:
 *
 * <pre>
 *  0  int32  keyHash
 *  4  int64  eventTimeMillis
 * 12  int64  readyTimeMillis
 * 20  int32  length of the id, then the id, UTF-8
 *  .  int32  length of the row, then the row
 * </pre>
 *
 * Immutable.
 */
final class ExampleSerializer extends ValueSerializer<Example> {
  static final ExampleSerializer INSTANCE = new ExampleSerializer();

  private ExampleSerializer() {}

  @Override
  public Example createInstance() {
    return new Example("", 0, 0, 0, new byte[0]);
  }

  @Override
  public void serialize(Example value, DataOutputView target) throws IOException {
    target.writeInt(value.keyHash());
    target.writeLong(value.eventTimeMillis());
    target.writeLong(value.readyTimeMillis());
    writeText(value.id(), target);
    writeBytes(value.row(), target);
  }

  @Override
  public Example deserialize(DataInputView source) throws IOException {
    int keyHash = source.readInt();
    long eventTimeMillis = source.readLong();
    long readyTimeMillis = source.readLong();
    String id = readText(source);
    return new Example(id, keyHash, eventTimeMillis, readyTimeMillis, readPresent(source));
  }

  @Override
  public TypeSerializerSnapshot<Example> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<Example> {
    public Snapshot() {
      super(INSTANCE);
    }
  }
}
