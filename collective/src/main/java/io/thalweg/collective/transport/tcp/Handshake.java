package io.thalweg.collective.transport.tcp;

import static io.thalweg.collective.transport.tcp.FrameLayout.HANDSHAKE_MAC_OFFSET;
import static io.thalweg.collective.transport.tcp.FrameLayout.MAC_BYTES;
import static io.thalweg.collective.transport.tcp.FrameLayout.NONCE_BYTES;
import static io.thalweg.collective.transport.tcp.FrameLayout.NONCE_OFFSET;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One side's view of HELLO, WELCOME and CONFIRM. With a secret, each is sealed together with all
 * that was said before, which has a nonce of both sides, the generation and the ranks in it; the
 * keys of the two directions follow from the same. Confined to one thread.
 */
final class Handshake {

  private static final SecureRandom NONCES = new SecureRandom();

  private final @Nullable SharedSecret secret;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  Handshake(@Nullable SharedSecret secret) {
    this.secret = secret;
  }

  /** A frame to send next. */
  ByteBuffer say(FrameHeader header) {
    ByteBuffer frame = FrameLayout.handshake();
    header.write(frame, 0);
    byte[] nonce = new byte[NONCE_BYTES];
    NONCES.nextBytes(nonce);
    frame.put(NONCE_OFFSET, nonce);
    note(frame);
    frame.put(HANDSHAKE_MAC_OFFSET, seal());
    return frame;
  }

  /** A frame that was received next. */
  void hear(FrameHeader expected, ByteBuffer frame) throws FrameRefusedException {
    expected.requireIn(frame);
    note(frame);
    byte[] claimed = new byte[MAC_BYTES];
    frame.get(HANDSHAKE_MAC_OFFSET, claimed);
    if (!MessageDigest.isEqual(claimed, seal())) {
      throw new FrameRefusedException(
          "handshake's MAC",
          secret == null ? "none" : "one under the shared secret",
          "another; give all ranks the same secret");
    }
  }

  FrameGuard fromConnector(Integrity integrity) {
    return guard("from the rank that connects", integrity);
  }

  FrameGuard fromAcceptor(Integrity integrity) {
    return guard("from the rank that accepts", integrity);
  }

  private FrameGuard guard(String direction, Integrity integrity) {
    if (secret != null) {
      ByteArrayOutputStream transcript = new ByteArrayOutputStream();
      transcript.writeBytes(direction.getBytes(StandardCharsets.US_ASCII));
      transcript.writeBytes(said.toByteArray());
      return new MacGuard(secret.derived(transcript.toByteArray()));
    }
    return integrity == Integrity.PAYLOAD ? new ChecksumGuard() : new HeaderGuard();
  }

  private void note(ByteBuffer frame) {
    byte[] sealed = new byte[HANDSHAKE_MAC_OFFSET];
    frame.get(0, sealed);
    said.writeBytes(sealed);
  }

  private byte[] seal() {
    return secret == null
        ? new byte[MAC_BYTES]
        : Arrays.copyOf(secret.mac().doFinal(said.toByteArray()), MAC_BYTES);
  }
}
