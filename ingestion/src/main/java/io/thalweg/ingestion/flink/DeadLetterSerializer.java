package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of a {@link DeadLetter}, version 2:
 *
 * <pre>
 *  0  int32  partition
 *  4  int64  offset
 * 12  int64  refusedAtMillis
 * 20  int32  length of the topic, then the topic, UTF-8
 *  .  int32  length of the reason, then the reason, UTF-8
 *  .  int32  length of the key or -1, then the key
 *  .  int32  length of the value or -1, then the value
 *  .  int32  number of headers that name a schema
 *  .  int32  length of the first one's name, then the name, UTF-8
 *  .  int32  length of its value, then the value; and so on
 * </pre>
 *
 * Version 1 ended with the value.
 *
 * <p>Immutable.
 */
final class DeadLetterSerializer extends ValueSerializer<DeadLetter> {
  static final DeadLetterSerializer INSTANCE = new DeadLetterSerializer(true);
  static final DeadLetterSerializer VERSION_1 = new DeadLetterSerializer(false);

  private final boolean hasHeaders;

  private DeadLetterSerializer(boolean hasHeaders) {
    this.hasHeaders = hasHeaders;
  }

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
    if (hasHeaders) {
      target.writeInt(value.schemaHeaders().size());
      for (Map.Entry<String, byte[]> header : value.schemaHeaders().entrySet()) {
        writeText(header.getKey(), target);
        writeBytes(header.getValue(), target);
      }
    }
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
    Map<String, byte[]> headers = hasHeaders ? readHeaders(source) : Map.of();
    return new DeadLetter(topic, partition, offset, key, bytes, reason, refusedAtMillis, headers);
  }

  private static Map<String, byte[]> readHeaders(DataInputView source) throws IOException {
    Map<String, byte[]> headers = new TreeMap<>();
    for (int n = source.readInt(); n > 0; n--) {
      headers.put(readText(source), readPresent(source));
    }
    return headers;
  }

  @Override
  public TypeSerializerSnapshot<DeadLetter> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<DeadLetter> {
    public Snapshot() {
      super(List.of(VERSION_1, INSTANCE));
    }
  }
}
