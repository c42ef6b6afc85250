package io.thalweg.collective.transport.tcp;

import static io.thalweg.collective.transport.tcp.FrameLayout.GENERATION_HIGH_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.GENERATION_LOW_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.MAGIC;
import static io.thalweg.collective.transport.tcp.FrameLayout.MAGIC_OFFSET;
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

/**
 * What a header has to say. A receiver never believes a header: it builds the one it expects and
 * compares, so that no number off the wire ever sizes or indexes anything. Immutable.
 */
record FrameHeader(
    FrameType type,
    Generation generation,
    long round,
    int sourceRank,
    int sequence,
    int vectorLength,
    int payloadBytes) {

  static FrameHeader handshake(FrameType type, Generation generation, int sourceRank) {
    return new FrameHeader(type, generation, 0, sourceRank, 0, 0, 0);
  }

  /** The generation that a header claims, whatever else is in it. */
  static Generation claimedGeneration(ByteBuffer frame) {
    return new Generation(
        frame.getLong(GENERATION_HIGH_OFFSET), frame.getLong(GENERATION_LOW_OFFSET));
  }

  static int claimedRank(ByteBuffer frame) {
    return frame.getInt(SOURCE_RANK_OFFSET);
  }

  /** Writes from index 0 on and leaves the position alone. */
  void write(ByteBuffer frame, int payloadCrc32c) {
    frame.putInt(MAGIC_OFFSET, MAGIC);
    frame.putShort(VERSION_OFFSET, VERSION);
    frame.putShort(TYPE_OFFSET, type.code);
    frame.putLong(GENERATION_HIGH_OFFSET, generation.high());
    frame.putLong(GENERATION_LOW_OFFSET, generation.low());
    frame.putLong(ROUND_OFFSET, round);
    frame.putInt(SOURCE_RANK_OFFSET, sourceRank);
    frame.putInt(SEQUENCE_OFFSET, sequence);
    frame.putInt(VECTOR_LENGTH_OFFSET, vectorLength);
    frame.putInt(PAYLOAD_BYTES_OFFSET, payloadBytes);
    frame.putInt(PAYLOAD_CRC32C_OFFSET, payloadCrc32c);
  }

  /** Compares with what was received, the most telling difference first. */
  void requireIn(ByteBuffer frame) throws FrameRefusedException {
    require("magic", MAGIC, frame.getInt(MAGIC_OFFSET));
    require("version", VERSION, frame.getShort(VERSION_OFFSET));
    require("type", type.code, frame.getShort(TYPE_OFFSET));
    Generation claimed = claimedGeneration(frame);
    if (!claimed.equals(generation)) {
      throw new FrameRefusedException("generation", generation, claimed);
    }
    require("source rank", sourceRank, claimedRank(frame));
    require("round", round, frame.getLong(ROUND_OFFSET));
    require("vector length", vectorLength, frame.getInt(VECTOR_LENGTH_OFFSET));
    require("sequence", sequence, frame.getInt(SEQUENCE_OFFSET));
    require("payload bytes", payloadBytes, frame.getInt(PAYLOAD_BYTES_OFFSET));
  }

  private static void require(String field, long expected, long received)
      throws FrameRefusedException {
    if (received != expected) {
      throw new FrameRefusedException(field, expected, received);
    }
  }
}
