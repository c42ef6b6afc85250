package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rank 1 of two, made of a plain socket: it shakes hands properly and then sends what it likes. */
final class FakePeer implements Closeable {

  static final Generation GENERATION = new Generation(77, 78);

  private final Membership membership;
  private final Socket socket;
  private final Handshake handshake;

  FakePeer(Endpoint victim, @Nullable SharedSecret secret) throws IOException {
    membership =
        new Membership(
            GENERATION,
            List.of(
                new Member(0, victim.host(), victim.port(), "a"),
                new Member(1, victim.host(), 1, "b")));
    socket = new Socket(victim.host(), victim.port());
    handshake = new Handshake(secret);
  }

  Membership membership() {
    return membership;
  }

  static byte[] bytes(FrameHeader header, int payloadCrc32c) {
    byte[] bytes = new byte[FrameLayout.HEADER_BYTES];
    header.write(FrameLayout.view(bytes), payloadCrc32c);
    return bytes;
  }

  static byte[] bytes(ByteBuffer frame) {
    byte[] bytes = new byte[frame.capacity()];
    frame.get(0, bytes);
    return bytes;
  }

  void knock() throws IOException {
    send(bytes(handshake.say(FrameHeader.handshake(FrameType.HELLO, GENERATION, 1))));
  }

  /** Ends the handshake once the victim joins, and returns a guard for frames to it. */
  FrameGuard shakeHands(Integrity integrity) throws IOException {
    byte[] welcome = socket.getInputStream().readNBytes(FrameLayout.HANDSHAKE_BYTES);
    handshake.hear(
        FrameHeader.handshake(FrameType.WELCOME, GENERATION, 0), FrameLayout.view(welcome));
    send(bytes(handshake.say(FrameHeader.handshake(FrameType.CONFIRM, GENERATION, 1))));
    return handshake.fromConnector(integrity);
  }

  /** For frames that the victim would send; after the handshake. */
  FrameGuard otherDirection(Integrity integrity) {
    return handshake.fromAcceptor(integrity);
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
