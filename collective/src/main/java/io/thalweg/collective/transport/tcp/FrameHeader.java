package io.thalweg.collective.transport.tcp;

import static io.thalweg.collective.transport.tcp.FrameLayout.CALL_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.GENERATION_HIGH_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.GENERATION_LOW_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.HEADER_CRC32C_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.MAGIC;
import static io.thalweg.collective.transport.tcp.FrameLayout.MAGIC_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.OPERATION_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.PAYLOAD_BYTES_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.PAYLOAD_CRC32C_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.ROUND_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.SEQUENCE_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.SOURCE_RANK_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.TYPE_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.VECTOR_LENGTH_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.VERSION;
import static io.thalweg.collective.transport.tcp.FrameLayout.VERSION_OFFSET;

import io.thalweg.collective.Generation;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What a header has to say. A receiver never believes a header: it builds the one it expects and
 * compares, so that no number off the wire ever sizes or indexes anything. Immutable.
 */
record FrameHeader(FrameType type, Call call, int sourceRank, int sequence, int payloadBytes) {

  static FrameHeader handshake(FrameType type, Generation generation, int sourceRank) {
    return new FrameHeader(type, Call.handshake(generation), sourceRank, 0, 0);
  }

  /** The generation that a header claims, whatever else is in it. */
  static Generation claimedGeneration(ByteBuffer frame) {
    return new Generation(
        frame.getLong(GENERATION_HIGH_OFFSET), frame.getLong(GENERATION_LOW_OFFSET));
  }

  static int claimedRank(ByteBuffer frame) {
    return frame.getInt(SOURCE_RANK_OFFSET);
  }

  /** Writes from index 0 on and leaves position and limit alone. */
  void write(ByteBuffer frame, int payloadCrc32c) {
    frame.putInt(MAGIC_OFFSET, MAGIC);
    frame.putShort(VERSION_OFFSET, VERSION);
    frame.putShort(TYPE_OFFSET, type.code);
    frame.putLong(GENERATION_HIGH_OFFSET, call.generation().high());
    frame.putLong(GENERATION_LOW_OFFSET, call.generation().low());
    frame.putLong(ROUND_OFFSET, call.round());
    frame.putInt(CALL_OFFSET, call.number());
    frame.putInt(SOURCE_RANK_OFFSET, sourceRank);
    frame.putInt(SEQUENCE_OFFSET, sequence);
    frame.putInt(VECTOR_LENGTH_OFFSET, call.vectorLength());
    frame.putInt(OPERATION_OFFSET, call.operation());
    frame.putInt(PAYLOAD_BYTES_OFFSET, payloadBytes);
    frame.putInt(PAYLOAD_CRC32C_OFFSET, payloadCrc32c);
    frame.putInt(HEADER_CRC32C_OFFSET, crc32c(frame));
  }

  /** Compares with what was received, the most telling difference first. */
  void requireIn(ByteBuffer frame) throws FrameRefusedException {
    require("magic", MAGIC, frame.getInt(MAGIC_OFFSET));
    require("version", VERSION, frame.getShort(VERSION_OFFSET));
    require("header CRC32C", crc32c(frame), frame.getInt(HEADER_CRC32C_OFFSET));
    require("type", type.code, frame.getShort(TYPE_OFFSET));
    Generation claimed = claimedGeneration(frame);
    if (!claimed.equals(call.generation())) {
      throw new FrameRefusedException("generation", call.generation(), claimed);
    }
    require("source rank", sourceRank, claimedRank(frame));
    require("round", call.round(), frame.getLong(ROUND_OFFSET));
    require("call", call.number(), frame.getInt(CALL_OFFSET));
    require("vector length", call.vectorLength(), frame.getInt(VECTOR_LENGTH_OFFSET));
    require("operation", call.operation(), frame.getInt(OPERATION_OFFSET));
    require("sequence", sequence, frame.getInt(SEQUENCE_OFFSET));
    require("payload bytes", payloadBytes, frame.getInt(PAYLOAD_BYTES_OFFSET));
  }

  private static int crc32c(ByteBuffer frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame.duplicate().limit(HEADER_CRC32C_OFFSET).position(0));
    return (int) crc.getValue();
  }

  private static void require(String field, long expected, long received)
      throws FrameRefusedException {
    if (received != expected) {
      throw new FrameRefusedException(field, expected, received);
    }
  }
}
