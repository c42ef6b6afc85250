package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** What the serializers of immutable values share; big endian as Flink's views are. Immutable. */
abstract class ValueSerializer<T> extends TypeSerializerSingleton<T> {
  private static final int ABSENT = -1;

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  /** Bytes vary. */
  @Override
  public int getLength() {
    return -1;
  }

  /** int32 length, -1 when absent; the bytes. */
  static void writeBytes(byte @Nullable [] bytes, DataOutputView target) throws IOException {
    target.writeInt(bytes == null ? ABSENT : bytes.length);
    if (bytes != null) {
      target.write(bytes);
    }
  }

  static byte @Nullable [] readBytes(DataInputView source) throws IOException {
    int length = source.readInt();
    if (length == ABSENT) {
      return null;
    }
    byte[] bytes = new byte[length];
    source.readFully(bytes);
    return bytes;
  }

  /** int32 length; UTF-8. */
  static void writeText(String text, DataOutputView target) throws IOException {
    writeBytes(text.getBytes(StandardCharsets.UTF_8), target);
  }

  static String readText(DataInputView source) throws IOException {
    return new String(readPresent(source), StandardCharsets.UTF_8);
  }

  /** int32 partition, int64 offset. */
  static void writePosition(Position position, DataOutputView target) throws IOException {
    target.writeInt(position.partition());
    target.writeLong(position.offset());
  }

  static Position readPosition(DataInputView source) throws IOException {
    return new Position(source.readInt(), source.readLong());
  }

  static byte[] readPresent(DataInputView source) throws IOException {
    byte[] bytes = readBytes(source);
    if (bytes == null) {
      throw new IOException("absent bytes where some must be");
    }
    return bytes;
  }
}
