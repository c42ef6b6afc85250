package io.thalweg.collective.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Offsets and lengths in bytes of a compressed vector, version 1. All numbers are little-endian.
 * What follows the header is the codec's. Threads: stateless.
 */
final class CodecFrame {

  static final short VERSION = 1;

  static final int VERSION_OFFSET = 0; // int16
  static final int KIND_OFFSET = 2; // int16, FrameKind.code
  static final int PARAMETER_OFFSET = 4; // int32, the codec's own: block length, bits, ...
  static final int LENGTH_OFFSET = 8; // int32, values of the whole vector
  static final int HEADER_BYTES = 12;

  private CodecFrame() {}

  /** A frame whose position is where the body begins; {@link #finish} ends it. */
  static ByteBuffer begin(FrameKind kind, int parameter, int length, int bodyBytes) {
    ByteBuffer frame =
        ByteBuffer.allocate(Math.addExact(HEADER_BYTES, bodyBytes)).order(ByteOrder.LITTLE_ENDIAN);
    frame.putShort(VERSION_OFFSET, VERSION);
    frame.putShort(KIND_OFFSET, kind.code());
    frame.putInt(PARAMETER_OFFSET, parameter);
    frame.putInt(LENGTH_OFFSET, length);
    return frame.position(HEADER_BYTES);
  }

  static ByteBuffer finish(ByteBuffer frame) {
    return frame.flip();
  }

  /** The body of a frame, at position 0, after its header has been found to be as expected. */
  static ByteBuffer open(ByteBuffer frame, FrameKind kind, int parameter, int length)
      throws BadFrameException {
    ByteBuffer bytes = frame.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < HEADER_BYTES) {
      throw new BadFrameException(
          "frame is shorter than its header: bytes="
              + bytes.remaining()
              + ", header="
              + HEADER_BYTES);
    }
    requireEqual("version", bytes.getShort(VERSION_OFFSET), VERSION);
    requireEqual("kind", bytes.getShort(KIND_OFFSET), kind.code());
    requireEqual("parameter", bytes.getInt(PARAMETER_OFFSET), parameter);
    requireEqual("vector length", bytes.getInt(LENGTH_OFFSET), length);
    return bytes.position(HEADER_BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  static ByteBuffer open(ByteBuffer frame, FrameKind kind, int parameter, int length, int bodyBytes)
      throws BadFrameException {
    ByteBuffer body = open(frame, kind, parameter, length);
    requireEqual("body bytes", body.remaining(), bodyBytes);
    return body;
  }

  static void requireEqual(String what, int found, int expected) throws BadFrameException {
    if (found != expected) {
      throw new BadFrameException(
          "frame's " + what + " differs: found=" + found + ", expected=" + expected);
    }
  }

  static void requireFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "value is not finite: index=" + i + ", value=" + values[i]);
      }
    }
  }
}
