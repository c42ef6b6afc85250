package io.thalweg.collective.transport.tcp;

import static io.thalweg.collective.transport.tcp.FrameLayout.HEADER_BYTES;
import static io.thalweg.collective.transport.tcp.FrameLayout.MAC_BYTES;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * HMAC-SHA256 over header and payload, cut to 16 bytes, under a key for one direction of one
 * connection. A header is never the same twice, so an old frame is no valid later one. Confined to
 * one thread.
 */
final class MacGuard implements FrameGuard {

  private final Mac mac;

  MacGuard(SharedSecret directionKey) {
    mac = directionKey.mac();
  }

  @Override
  public FrameType type() {
    return FrameType.SEALED_DATA;
  }

  @Override
  public int headerBytes() {
    return FrameLayout.SEALED_HEADER_BYTES;
  }

  @Override
  public boolean coversPayload() {
    return true;
  }

  @Override
  public void write(FrameHeader header, ByteBuffer payload, ByteBuffer frame) {
    header.write(frame, 0);
    begin(frame);
    mac.update(payload);
    frame.put(HEADER_BYTES, mac.doFinal(), 0, MAC_BYTES);
  }

  @Override
  public void begin(ByteBuffer frame) {
    mac.update(frame.duplicate().limit(HEADER_BYTES).position(0));
  }

  @Override
  public void update(ByteBuffer payload) {
    mac.update(payload);
  }

  @Override
  public void requireIntact(ByteBuffer frame) throws FrameRefusedException {
    byte[] claimed = new byte[MAC_BYTES];
    frame.get(HEADER_BYTES, claimed);
    if (!MessageDigest.isEqual(claimed, Arrays.copyOf(mac.doFinal(), MAC_BYTES))) {
      throw new FrameRefusedException("MAC", "one under the shared secret", "another");
    }
  }
}
