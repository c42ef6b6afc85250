package io.thalweg.collective.transport.tcp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Offsets and lengths in bytes of a frame, version 2. All numbers of a header are little-endian;
 * the payload that follows it is in the order of both machines. A receiver knows every field
 * beforehand but the checksums, the nonce and the MAC.
 */
final class FrameLayout {

  /** "TWCL" in the order of the bytes. */
  static final int MAGIC = 0x4C435754;

  static final short VERSION = 2;

  static final int MAGIC_OFFSET = 0; // int32
  static final int VERSION_OFFSET = 4; // int16
  static final int TYPE_OFFSET = 6; // int16, FrameType.code
  static final int GENERATION_HIGH_OFFSET = 8; // int64
  static final int GENERATION_LOW_OFFSET = 16; // int64
  static final int ROUND_OFFSET = 24; // int64, 0 in a handshake
  static final int CALL_OFFSET = 32; // int32, call of this generation, from 0
  static final int SOURCE_RANK_OFFSET = 36; // int32
  static final int SEQUENCE_OFFSET = 40; // int32, frame of this link and direction in this call
  static final int VECTOR_LENGTH_OFFSET = 44; // int32, elements of the whole vector
  static final int OPERATION_OFFSET = 48; // int32, Call.operation
  static final int PAYLOAD_BYTES_OFFSET = 52; // int32
  static final int PAYLOAD_CRC32C_OFFSET = 56; // int32, 0 where nothing is checked by it
  static final int HEADER_CRC32C_OFFSET = 60; // int32, of all bytes before
  static final int HEADER_BYTES = 64;

  /** In SEALED_DATA the MAC follows the header, before the payload. */
  static final int MAC_BYTES = 16;

  static final int SEALED_HEADER_BYTES = HEADER_BYTES + MAC_BYTES;

  static final int NONCE_OFFSET = HEADER_BYTES; // in a handshake
  static final int NONCE_BYTES = 16;
  static final int HANDSHAKE_MAC_OFFSET = NONCE_OFFSET + NONCE_BYTES; // zeros without a secret
  static final int HANDSHAKE_BYTES = HANDSHAKE_MAC_OFFSET + MAC_BYTES;

  /** A longer message is cut into frames of this length; only its last one may be shorter. */
  static final int MAX_PAYLOAD_BYTES = 1 << 20;

  private FrameLayout() {}

  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** On the heap: strangers make us allocate these, and direct memory is freed late. */
  static ByteBuffer handshake() {
    return view(new byte[HANDSHAKE_BYTES]);
  }

  static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
