package io.thalweg.collective.transport.tcp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Offsets and lengths in bytes of a frame, version 1. All numbers are little-endian. The payload
 * that follows the header is float32. A receiver knows every field but the checksum beforehand.
 */
final class FrameLayout {

  /** "TWCL" in the order of the bytes. */
  static final int MAGIC = 0x4C435754;

  static final short VERSION = 1;

  static final int MAGIC_OFFSET = 0; // int32
  static final int VERSION_OFFSET = 4; // int16
  static final int TYPE_OFFSET = 6; // int16, FrameType.code
  static final int GENERATION_HIGH_OFFSET = 8; // int64
  static final int GENERATION_LOW_OFFSET = 16; // int64
  static final int ROUND_OFFSET = 24; // int64, 0 in a handshake
  static final int SOURCE_RANK_OFFSET = 32; // int32
  static final int SEQUENCE_OFFSET = 36; // int32, frame of this link in this round, from 0
  static final int VECTOR_LENGTH_OFFSET = 40; // int32, floats of the whole vector
  static final int PAYLOAD_BYTES_OFFSET = 44; // int32
  static final int PAYLOAD_CRC32C_OFFSET = 48; // int32
  static final int HEADER_BYTES = 52;

  /** A longer exchange is cut, so that copying and checking one frame overlaps moving the next. */
  static final int MAX_PAYLOAD_FLOATS = 16_384;

  static final int MAX_FRAME_BYTES = HEADER_BYTES + MAX_PAYLOAD_FLOATS * Float.BYTES;

  private FrameLayout() {}

  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many frames carry so many floats; none at all still takes one. */
  static int frames(int floats) {
    return floats == 0 ? 1 : (floats - 1) / MAX_PAYLOAD_FLOATS + 1;
  }
}
