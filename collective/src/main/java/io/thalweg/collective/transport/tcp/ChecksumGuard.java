package io.thalweg.collective.transport.tcp;

import static io.thalweg.collective.transport.tcp.FrameLayout.PAYLOAD_CRC32C_OFFSET;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A CRC32C of each payload. Confined to one thread. */
final class ChecksumGuard implements FrameGuard {

  private final CRC32C crc = new CRC32C();

  @Override
  public FrameType type() {
    return FrameType.CHECKED_DATA;
  }

  @Override
  public int headerBytes() {
    return FrameLayout.HEADER_BYTES;
  }

  @Override
  public boolean coversPayload() {
    return true;
  }

  @Override
  public void write(FrameHeader header, ByteBuffer payload, ByteBuffer frame) {
    crc.reset();
    crc.update(payload);
    header.write(frame, (int) crc.getValue());
  }

  @Override
  public void begin(ByteBuffer frame) {
    crc.reset();
  }

  @Override
  public void update(ByteBuffer payload) {
    crc.update(payload);
  }

  @Override
  public void requireIntact(ByteBuffer frame) throws FrameRefusedException {
    int computed = (int) crc.getValue();
    if (frame.getInt(PAYLOAD_CRC32C_OFFSET) != computed) {
      throw new FrameRefusedException(
          "payload CRC32C", computed, frame.getInt(PAYLOAD_CRC32C_OFFSET));
    }
  }
}
