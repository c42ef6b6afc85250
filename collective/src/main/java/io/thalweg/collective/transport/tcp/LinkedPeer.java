package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Generation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection after its handshake; whoever holds it owns the channel. */
record LinkedPeer(int rank, SocketChannel channel, FrameGuard sending, FrameGuard receiving) {

  /** Large enough for a frame and the next; beyond loopback the kernel knows the path better. */
  static final int LOOPBACK_SOCKET_BYTES = 4 << 20;

  /** Of a link that no call uses yet. */
  static final Generation NO_GENERATION = new Generation(0, 0);

  static LinkedPeer connected(
      int rank, SocketChannel channel, Handshake handshake, @Nullable Integrity wanted)
      throws IOException {
    Integrity integrity = integrity(channel, wanted);
    return new LinkedPeer(
        rank, channel, handshake.fromConnector(integrity), handshake.fromAcceptor(integrity));
  }

  static LinkedPeer accepted(
      int rank, SocketChannel channel, Handshake handshake, @Nullable Integrity wanted)
      throws IOException {
    Integrity integrity = integrity(channel, wanted);
    return new LinkedPeer(
        rank, channel, handshake.fromAcceptor(integrity), handshake.fromConnector(integrity));
  }

  private static Integrity integrity(SocketChannel channel, @Nullable Integrity wanted)
      throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    boolean loopback =
        ((InetSocketAddress) channel.getRemoteAddress()).getAddress().isLoopbackAddress();
    if (loopback) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, LOOPBACK_SOCKET_BYTES);
    }
    if (wanted != null) {
      return wanted;
    }
    return loopback ? Integrity.HEADER : Integrity.PAYLOAD;
  }
}
