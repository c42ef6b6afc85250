package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** Rank 1 of two, made of plain sockets: it shakes hands properly and then sends what it likes. */
final class FakePeer implements Closeable {

  private final ServerSocket server;
  private final Membership membership;
  private final Endpoint victim;
  private Socket fromVictim;
  private Socket toVictim;

  FakePeer(Endpoint victim) throws IOException {
    this.victim = victim;
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    membership =
        new Membership(
            new Generation(77, 78),
            List.of(
                new Member(0, victim.host(), victim.port(), "a"),
                new Member(1, victim.host(), server.getLocalPort(), "b")));
  }

  Membership membership() {
    return membership;
  }

  static byte[] bytes(FrameHeader header, int payloadCrc32c) {
    byte[] bytes = new byte[FrameLayout.HEADER_BYTES];
    header.write(FrameLayout.view(bytes), payloadCrc32c);
    return bytes;
  }

  void knock() throws IOException {
    toVictim = new Socket(victim.host(), victim.port());
    toVictim
        .getOutputStream()
        .write(bytes(FrameHeader.handshake(FrameType.HELLO, membership.generation(), 1), 0));
  }

  /** Completes both handshakes once the victim joins. */
  void shakeHands() throws IOException {
    fromVictim = server.accept();
    fromVictim.getInputStream().readNBytes(FrameLayout.HEADER_BYTES);
    fromVictim
        .getOutputStream()
        .write(bytes(FrameHeader.handshake(FrameType.WELCOME, membership.generation(), 1), 0));
    toVictim.getInputStream().readNBytes(FrameLayout.HEADER_BYTES);
  }

  void send(byte[] bytes) throws IOException {
    toVictim.getOutputStream().write(bytes);
  }

  @Override
  public void close() {
    try {
      server.close();
      fromVictim.close();
      toVictim.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
