package io.thalweg.collective.transport.tcp;

import java.nio.ByteBuffer;

/** Leaves payloads to TCP. Confined to one thread. */
final class HeaderGuard implements FrameGuard {

  @Override
  public FrameType type() {
    return FrameType.DATA;
  }

  @Override
  public int headerBytes() {
    return FrameLayout.HEADER_BYTES;
  }

  @Override
  public boolean coversPayload() {
    return false;
  }

  @Override
  public void write(FrameHeader header, ByteBuffer payload, ByteBuffer frame) {
    header.write(frame, 0);
  }

  @Override
  public void begin(ByteBuffer frame) {}

  @Override
  public void update(ByteBuffer payload) {}

  @Override
  public void requireIntact(ByteBuffer frame) {}
}
