package io.thalweg.ingestion.decode;

import java.nio.ByteBuffer;

/** Bytes as serializers of registries write them. */
final class Framed {
  private Framed() {}

  static byte[] withId(int id, byte[] record) {
    return ByteBuffer.allocate(5 + record.length).put((byte) 0).putInt(id).put(record).array();
  }

  static byte[] withLongId(long id, byte[] record) {
    return ByteBuffer.allocate(9 + record.length).put((byte) 0).putLong(id).put(record).array();
  }

  static byte[] guid(long high, long low) {
    return ByteBuffer.allocate(17).put((byte) 1).putLong(high).putLong(low).array();
  }

  static byte[] int64(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }
}
