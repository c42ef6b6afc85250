package io.thalweg.collective.transport.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** An accepted connection that is not linked yet. Confined to the acceptor's thread. */
final class PendingConnection {

  /** How far the handshake has come. */
  private enum State {
    AWAITING_HELLO,
    HAS_HELLO,
    AWAITING_CONFIRM,
    CONFIRMED,
    REFUSED
  }

  private final SelectionKey key;
  private final Deadline answerBy;
  private final Deadline endBy;
  private final Handshake handshake;
  private final ByteBuffer frame = FrameLayout.handshake();
  private State state = State.AWAITING_HELLO;
  private @Nullable FrameHeader hello;

  /**
   * Takes the channel over.
   *
   * @param answerBy so long before endBy that who is answered has time to confirm: it believes to
   *     be linked as soon as it has, and would not come again
   */
  PendingConnection(
      SelectionKey key, Deadline answerBy, Deadline endBy, @Nullable SharedSecret secret) {
    this.key = key;
    this.answerBy = answerBy;
    this.endBy = endBy;
    handshake = new Handshake(secret);
  }

  /** When it has to be looked at again. */
  Deadline deadline() {
    return state == State.HAS_HELLO ? answerBy : endBy;
  }

  /** Reads on; a connection that ends or says anything but what is due is marked for refusal. */
  void advance() {
    try {
      if (channel().read(frame) < 0) {
        throw new EOFException("connection closed in the handshake");
      }
      if (!frame.hasRemaining()) {
        key.interestOps(0); // nothing more is due before our answer
        hear();
      }
    } catch (IOException e) {
      state = State.REFUSED;
    }
  }

  private void hear() throws FrameRefusedException {
    if (hello == null) {
      FrameHeader claimed =
          FrameHeader.handshake(
              FrameType.HELLO,
              FrameHeader.claimedGeneration(frame),
              FrameHeader.claimedRank(frame));
      handshake.hear(claimed, frame);
      hello = claimed;
      state = State.HAS_HELLO;
    } else {
      handshake.hear(
          FrameHeader.handshake(FrameType.CONFIRM, hello.call().generation(), hello.sourceRank()),
          frame);
      state = State.CONFIRMED;
    }
  }

  boolean isToBeRefused(boolean expected) {
    return switch (state) {
      case REFUSED -> true;
      case CONFIRMED -> !expected; // in time, however late it is seen
      case AWAITING_HELLO, HAS_HELLO, AWAITING_CONFIRM -> deadline().passed();
    };
  }

  /** Whether it has not said yet who it is; a rank says so at once. */
  boolean isSilent() {
    return state == State.AWAITING_HELLO;
  }

  /** Whether it has said all it can say before it is answered. */
  boolean awaitsAnswer() {
    return state == State.HAS_HELLO || state == State.CONFIRMED;
  }

  boolean isFrom(ExpectedPeers peers) {
    return peers.isStillDue(frame);
  }

  /** Goes on with the handshake, and hands the link over and returns true when that is done. */
  boolean answer(ExpectedPeers peers) throws IOException {
    if (state == State.CONFIRMED) {
      handOver(peers);
      return true;
    }
    ByteBuffer answer = handshake.say(peers.welcome());
    channel().write(answer);
    if (answer.hasRemaining()) { // can't be for an empty send buffer
      throw new IOException("WELCOME does not fit: bytes left=" + answer.remaining());
    }
    frame.clear();
    state = State.AWAITING_CONFIRM;
    key.interestOps(SelectionKey.OP_READ);
    return false;
  }

  private void handOver(ExpectedPeers peers) throws IOException {
    LinkedPeer peer =
        LinkedPeer.accepted(
            FrameHeader.claimedRank(frame), channel(), handshake, peers.integrity());
    key.cancel();
    key.selector().selectNow(); // only then is the channel off the selector
    peers.fulfil(peer);
  }

  void drop() {
    key.cancel();
    Sockets.drop(channel());
  }

  private SocketChannel channel() {
    return (SocketChannel) key.channel();
  }
}
