package io.thalweg.collective.transport.tcp;

import static io.thalweg.collective.transport.tcp.FrameLayout.HEADER_BYTES;
import static io.thalweg.collective.transport.tcp.FrameLayout.MAX_FRAME_BYTES;
import static io.thalweg.collective.transport.tcp.FrameLayout.PAYLOAD_CRC32C_OFFSET;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads one expected frame after another from a non-blocking channel. Its only buffer is allocated
 * beforehand and limited to the expected length. Confined to the reducing thread.
 */
final class FrameReceiver {

  private final SocketChannel channel;
  private final ByteBuffer frame = FrameLayout.allocate(MAX_FRAME_BYTES);
  private final CRC32C crc = new CRC32C();
  private @Nullable FrameHeader expected;

  FrameReceiver(SocketChannel channel) {
    this.channel = channel;
    frame.limit(0);
  }

  /** Forgets the frame before, which must be unloaded. */
  void expect(FrameHeader header) {
    expected = header;
    frame.clear().limit(HEADER_BYTES + header.payloadBytes());
  }

  /**
   * Reads what has come and returns whether that was anything.
   *
   * @throws FrameRefusedException as soon as a whole header is there and differs
   */
  boolean advance() throws IOException {
    boolean headerWasThere = frame.position() >= HEADER_BYTES;
    int bytes = channel.read(frame);
    if (bytes < 0) {
      throw new EOFException("connection closed by the peer");
    }
    if (expected != null && !headerWasThere && frame.position() >= HEADER_BYTES) {
      expected.requireIn(frame);
    }
    return bytes > 0;
  }

  boolean isComplete() {
    return !frame.hasRemaining();
  }

  /** Checks the payload of a complete frame and moves it into the floats. */
  void unload(FloatBuffer floats) throws FrameRefusedException {
    frame.position(HEADER_BYTES);
    crc.reset();
    crc.update(frame);
    int computed = (int) crc.getValue();
    if (frame.getInt(PAYLOAD_CRC32C_OFFSET) != computed) {
      throw new FrameRefusedException(
          "payload CRC32C", computed, frame.getInt(PAYLOAD_CRC32C_OFFSET));
    }
    frame.position(HEADER_BYTES);
    floats.put(frame.asFloatBuffer());
  }
}
