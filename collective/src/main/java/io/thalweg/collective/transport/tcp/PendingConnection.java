package io.thalweg.collective.transport.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** An accepted connection that nobody has claimed yet. Confined to the acceptor's thread. */
final class PendingConnection {

  private final SelectionKey key;
  private final Deadline deadline;
  private final ByteBuffer hello = FrameLayout.allocate(FrameLayout.HEADER_BYTES);
  private boolean refused;

  PendingConnection(SelectionKey key, Deadline deadline) {
    this.key = key;
    this.deadline = deadline;
  }

  Deadline deadline() {
    return deadline;
  }

  /** Reads on; a connection that ends or says anything but a HELLO is marked for refusal. */
  void advance() {
    try {
      if (channel().read(hello) < 0) {
        throw new EOFException("connection closed before its HELLO");
      }
      if (hasHello()) {
        key.interestOps(0); // nothing more is due before our WELCOME
        FrameHeader.handshake(
                FrameType.HELLO,
                FrameHeader.claimedGeneration(hello),
                FrameHeader.claimedRank(hello))
            .requireIn(hello);
      }
    } catch (IOException e) {
      refused = true;
    }
  }

  boolean isToBeRefused() {
    return refused || deadline.passed();
  }

  boolean hasHello() {
    return !hello.hasRemaining();
  }

  boolean isFrom(ExpectedPeer peer) {
    return peer.isStillDue(hello);
  }

  /** Answers, takes the channel off the selector and returns it. */
  SocketChannel welcome(FrameHeader welcome) throws IOException {
    ByteBuffer frame = FrameLayout.allocate(FrameLayout.HEADER_BYTES);
    welcome.write(frame, 0);
    channel().write(frame);
    if (frame.hasRemaining()) { // can't be for an empty send buffer
      throw new IOException("WELCOME does not fit: bytes left=" + frame.remaining());
    }
    key.cancel();
    key.selector().selectNow();
    return channel();
  }

  void drop() {
    key.cancel();
    Sockets.drop(channel());
  }

  private SocketChannel channel() {
    return (SocketChannel) key.channel();
  }
}
