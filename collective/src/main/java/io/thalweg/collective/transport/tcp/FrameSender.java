package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.exchange.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;

/**
 * Writes messages to a non-blocking channel, header and payload in one call, the payload straight
 * out of the vector. Confined to the communicator's thread.
 */
final class FrameSender {

  private final GatheringByteChannel channel;
  private final FrameGuard guard;
  private final int ownRank;
  private final ByteBuffer header;
  private final ByteBuffer[] gathered = new ByteBuffer[2];
  private Call call = Call.handshake(LinkedPeer.NO_GENERATION);
  private int sequence;
  private boolean inFrame;
  private int payloadLeft;
  private long bytesSent;

  FrameSender(GatheringByteChannel channel, FrameGuard guard, int ownRank) {
    this.channel = channel;
    this.guard = guard;
    this.ownRank = ownRank;
    header = FrameLayout.allocate(guard.headerBytes());
    gathered[0] = header;
  }

  void begin(Call next) {
    call = next;
    sequence = 0;
  }

  /** Since it was made. */
  long bytesSent() {
    return bytesSent;
  }

  /** Whether there is something to write, if only the channel takes it. */
  boolean canAdvance(Exchange exchange) {
    int ready = exchange.sendableBytes();
    if (inFrame) {
      return header.hasRemaining() || Math.min(ready, payloadLeft) > 0;
    }
    int frame = Math.min(FrameLayout.MAX_PAYLOAD_BYTES, exchange.sendBytesLeft());
    return ready >= frame; // whole, for writes in pieces meet the peer's reads in the kernel
  }

  /** Writes what is there and fits; returns whether that was anything. */
  boolean advance(Exchange exchange) throws IOException {
    if (!canAdvance(exchange)) {
      return false;
    }
    if (!inFrame) {
      openFrame(exchange);
    }
    ByteBuffer payload = exchange.outgoing(Math.min(exchange.sendableBytes(), payloadLeft));
    int start = payload.position();
    long written;
    if (header.hasRemaining()) {
      gathered[1] = payload;
      written = channel.write(gathered);
    } else {
      written = channel.write(payload);
    }
    bytesSent += written;
    int sent = payload.position() - start;
    exchange.sent(sent);
    payloadLeft -= sent;
    if (payloadLeft == 0 && !header.hasRemaining()) {
      inFrame = false;
      if (exchange.sendBytesLeft() == 0) {
        exchange.endSend();
      }
    }
    return written > 0;
  }

  private void openFrame(Exchange exchange) {
    inFrame = true;
    payloadLeft = Math.min(FrameLayout.MAX_PAYLOAD_BYTES, exchange.sendBytesLeft());
    FrameHeader opened = new FrameHeader(guard.type(), call, ownRank, sequence++, payloadLeft);
    guard.write(opened, exchange.outgoing(payloadLeft), header);
    header.clear();
  }
}
