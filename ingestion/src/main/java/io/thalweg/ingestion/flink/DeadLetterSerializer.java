package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of a {@link DeadLetter}, version 1:
 *
 * <pre>
 *  0  int32  partition
 *  4  int64  offset
 * 12  int64  refusedAtMillis
 * 20  int32  length of the topic, then the topic, UTF-8
 *  .  int32  length of the reason, then the reason, UTF-8
 *  .  int32  length of the key or -1, then the key
 *  .  int32  length of the value or -1, then the value
 * </pre>
 *
 * Immutable.
 */
final class DeadLetterSerializer extends ValueSerializer<DeadLetter> {
  static final DeadLetterSerializer INSTANCE = new DeadLetterSerializer();

  private DeadLetterSerializer() {}

  @Override
  public DeadLetter createInstance() {
    return new DeadLetter("", 0, 0, null, null, "", 0);
  }

  @Override
  public void serialize(DeadLetter value, DataOutputView target) throws IOException {
    target.writeInt(value.partition());
    target.writeLong(value.offset());
    target.writeLong(value.refusedAtMillis());
    writeText(value.topic(), target);
    writeText(value.reason(), target);
    writeBytes(value.key(), target);
    writeBytes(value.value(), target);
  }

  @Override
  public DeadLetter deserialize(DataInputView source) throws IOException {
    int partition = source.readInt();
    long offset = source.readLong();
    long refusedAtMillis = source.readLong();
    String topic = readText(source);
    String reason = readText(source);
    byte[] key = readBytes(source);
    byte[] bytes = readBytes(source);
    return new DeadLetter(topic, partition, offset, key, bytes, reason, refusedAtMillis);
  }

  @Override
  public TypeSerializerSnapshot<DeadLetter> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<DeadLetter> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
