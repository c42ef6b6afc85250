package io.thalweg.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Float32 vectors in a snapshot, version 1, little-endian: int16 version at 0, int16 number of
 * vectors at 2, four ASCII letters that name the kind at 4, then each vector as int32 length and
 * its values. Threads: stateless.
 */
public final class VectorSnapshot {

  private static final short VERSION = 1;

  private static final int VERSION_OFFSET = 0;
  private static final int COUNT_OFFSET = 2;
  private static final int KIND_OFFSET = 4;
  private static final int HEADER_BYTES = 8;

  private VectorSnapshot() {}

  /**
   * Copies the vectors.
   *
   * @param kind four ASCII letters
   */
  public static byte[] write(String kind, float[]... vectors) {
    int bytes = HEADER_BYTES;
    for (float[] vector : vectors) {
      bytes = Math.addExact(bytes, Math.addExact(4, Math.multiplyExact(4, vector.length)));
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putShort(VERSION_OFFSET, VERSION);
    out.putShort(COUNT_OFFSET, (short) vectors.length);
    out.put(KIND_OFFSET, kind.getBytes(StandardCharsets.US_ASCII), 0, 4);
    out.position(HEADER_BYTES);
    for (float[] vector : vectors) {
      out.putInt(vector.length);
      out.asFloatBuffer().put(vector);
      out.position(out.position() + 4 * vector.length);
    }
    return out.array();
  }

  /**
   * Fills the vectors, which have to be exactly those that were written.
   *
   * @throws IllegalArgumentException when version, kind, number or a length differs; the vectors
   *     are untouched then
   */
  public static void read(byte[] snapshot, String kind, float[]... vectors) {
    ByteBuffer in = ByteBuffer.wrap(snapshot).order(ByteOrder.LITTLE_ENDIAN);
    int expectedBytes = HEADER_BYTES;
    for (float[] vector : vectors) {
      expectedBytes += 4 + 4 * vector.length;
    }
    if (snapshot.length < HEADER_BYTES) {
      throw new IllegalArgumentException(
          "snapshot is cut off: bytes=" + snapshot.length + ", expected=" + expectedBytes);
    }
    requireEqual("version", in.getShort(VERSION_OFFSET), VERSION);
    String found = new String(snapshot, KIND_OFFSET, 4, StandardCharsets.US_ASCII);
    if (!found.equals(kind)) {
      throw new IllegalArgumentException(
          "snapshot is of another kind: kind=" + found + ", expected=" + kind);
    }
    requireEqual("number of vectors", in.getShort(COUNT_OFFSET), vectors.length);
    requireEqual("bytes", snapshot.length, expectedBytes);
    in.position(HEADER_BYTES);
    for (float[] vector : vectors) {
      requireEqual("vector length", in.getInt(), vector.length);
      in.position(in.position() + 4 * vector.length);
    }
    in.position(HEADER_BYTES);
    for (float[] vector : vectors) {
      in.getInt();
      in.asFloatBuffer().get(vector);
      in.position(in.position() + 4 * vector.length);
    }
  }

  private static void requireEqual(String what, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "snapshot's " + what + " differs: found=" + found + ", expected=" + expected);
    }
  }
}
