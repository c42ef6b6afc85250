package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Generation;
import io.thalweg.collective.exchange.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The frames of one call on one rank, each as a whole, for links that are simulated: made as {@link
 * FrameSender} makes them and checked by the header that {@link FrameReceiver} expects.
 */
public final class WholeFrames {
  private final Call call;
  private final int ownRank;
  private final int[] sent;
  private final int[] received;

  public WholeFrames(
      Generation generation,
      long round,
      int call,
      int vectorLength,
      int operation,
      int ownRank,
      int worldSize) {
    this.call = new Call(generation, round, call, vectorLength, operation);
    this.ownRank = ownRank;
    this.sent = new int[worldSize];
    this.received = new int[worldSize];
  }

  /** Whether the next message may go. */
  public static boolean canSend(Exchange exchange) {
    return exchange.sends() && exchange.sendableBytes() >= exchange.sendBytesLeft();
  }

  public ByteBuffer send(Exchange exchange) {
    int bytes = exchange.sendBytesLeft();
    int sequence = sent[exchange.sendTo()]++;
    ByteBuffer frame = FrameLayout.allocate(FrameLayout.HEADER_BYTES + bytes);
    new FrameHeader(FrameType.DATA, call, ownRank, sequence, bytes).write(frame, 0);
    frame.position(FrameLayout.HEADER_BYTES).put(exchange.outgoing(bytes)).flip();
    exchange.sent(bytes);
    exchange.endSend();
    return frame;
  }

  /** Whether the message that is due may arrive. */
  public static boolean canReceive(Exchange exchange) {
    return exchange.receives() && exchange.receivableBytes() >= exchange.receiveBytesLeft();
  }

  /** Refuses what isn't due. */
  public void requireDue(ByteBuffer frame, Exchange exchange) throws IOException {
    int peer = exchange.receiveFrom();
    new FrameHeader(FrameType.DATA, call, peer, received[peer], exchange.receiveBytesLeft())
        .requireIn(frame);
  }

  public void receive(ByteBuffer frame, Exchange exchange) {
    received[exchange.receiveFrom()]++;
    int bytes = exchange.receiveBytesLeft();
    if (bytes > 0) {
      exchange.landing(bytes).put(frame.duplicate().position(FrameLayout.HEADER_BYTES));
      exchange.landed(bytes);
      exchange.settle();
    }
    exchange.endReceive();
  }

  /** As an acceptor reads it, before it believes anything. */
  public static Generation claimedGeneration(ByteBuffer frame) {
    return FrameHeader.claimedGeneration(frame);
  }

  public static int claimedRank(ByteBuffer frame) {
    return FrameHeader.claimedRank(frame);
  }

  /** The length of what the frame carries. */
  public static int payloadBytes(ByteBuffer frame) {
    return frame.limit() - FrameLayout.HEADER_BYTES;
  }
}
