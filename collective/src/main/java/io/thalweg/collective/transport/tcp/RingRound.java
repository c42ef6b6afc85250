package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Membership;
import io.thalweg.collective.algorithm.Links;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.FloatBuffer;

/** The links of one rank in one round. Confined to the reducing thread. */
final class RingRound implements Links {

  private final RingSockets sockets;
  private final Membership membership;
  private final int rank;
  private final long round;
  private final int vectorLength;
  private final Deadline deadline;
  private int framesLoaded;
  private int framesExpected;

  RingRound(
      RingSockets sockets,
      Membership membership,
      int rank,
      long round,
      int vectorLength,
      Deadline deadline) {
    this.sockets = sockets;
    this.membership = membership;
    this.rank = rank;
    this.round = round;
    this.vectorLength = vectorLength;
    this.deadline = deadline;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int worldSize() {
    return membership.worldSize();
  }

  @Override
  public void exchange(FloatBuffer toNext, FloatBuffer fromPrevious) throws IOException {
    FrameSender sender = sockets.sender();
    FrameReceiver receiver = sockets.receiver();
    int sends = FrameLayout.frames(toNext.remaining());
    int receives = FrameLayout.frames(fromPrevious.remaining());
    receiver.expect(incoming(fromPrevious));
    while (sends > 0 || receives > 0) {
      boolean moved = false;
      if (sends > 0) {
        if (sender.isDrained()) {
          sender.load(outgoing(toNext), toNext);
        }
        moved = sender.advance();
        sends -= sender.isDrained() ? 1 : 0;
      }
      if (receives > 0) {
        moved |= receiver.advance();
        if (receiver.isComplete()) {
          receiver.unload(fromPrevious);
          receives--;
          if (receives > 0) {
            receiver.expect(incoming(fromPrevious));
          }
        }
      }
      if (!moved) {
        sockets.await(sends, receives, deadline);
      } else if (deadline.passed() && sends + receives > 0) { // a peer that only trickles
        throw new SocketTimeoutException(
            "deadline passed: frames to send=" + sends + ", to receive=" + receives);
      }
    }
  }

  private FrameHeader outgoing(FloatBuffer floats) {
    return header(rank, framesLoaded++, floats);
  }

  private FrameHeader incoming(FloatBuffer floats) {
    return header(Math.floorMod(rank - 1, worldSize()), framesExpected++, floats);
  }

  private FrameHeader header(int sourceRank, int sequence, FloatBuffer floats) {
    int payloadFloats = Math.min(floats.remaining(), FrameLayout.MAX_PAYLOAD_FLOATS);
    return new FrameHeader(
        FrameType.DATA,
        membership.generation(),
        round,
        sourceRank,
        sequence,
        vectorLength,
        payloadFloats * Float.BYTES);
  }
}
