package io.thalweg.collective.transport.tcp;

import static io.thalweg.collective.transport.tcp.FrameLayout.HEADER_BYTES;
import static io.thalweg.collective.transport.tcp.FrameLayout.MAX_FRAME_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32C;

/** Writes one frame after another to a non-blocking channel. Confined to the reducing thread. */
final class FrameSender {

  private final SocketChannel channel;
  private final ByteBuffer frame = FrameLayout.allocate(MAX_FRAME_BYTES);
  private final CRC32C crc = new CRC32C();

  FrameSender(SocketChannel channel) {
    this.channel = channel;
    frame.limit(0);
  }

  /** Takes the header's payload off the floats; the frame before must be drained. */
  void load(FrameHeader header, FloatBuffer floats) {
    frame.clear().position(HEADER_BYTES).limit(HEADER_BYTES + header.payloadBytes());
    int end = floats.limit();
    floats.limit(floats.position() + header.payloadBytes() / Float.BYTES);
    frame.asFloatBuffer().put(floats);
    floats.limit(end);
    crc.reset();
    crc.update(frame);
    frame.rewind();
    header.write(frame, (int) crc.getValue());
  }

  boolean isDrained() {
    return !frame.hasRemaining();
  }

  /** Writes what the channel takes and returns whether it took any. */
  boolean advance() throws IOException {
    return channel.write(frame) > 0;
  }
}
