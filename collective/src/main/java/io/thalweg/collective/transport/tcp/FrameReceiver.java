package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.exchange.Exchange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ScatteringByteChannel;

/**
 * Reads expected messages from a non-blocking channel: header, payload and the next header in one
 * call, the payload straight to where the exchange wants it. Nothing read decides on a length.
 * Confined to the communicator's thread.
 */
final class FrameReceiver {

  /**
   * A socket that is read while the peer still writes to it is slow: what comes in meanwhile takes
   * a detour in the kernel. After a read that found less than was wanted, a long payload is
   * therefore left alone for so long.
   */
  private static final long GATHERING_NANOS = 40_000;

  private static final int GATHERING_BYTES = 64 << 10;

  private final ScatteringByteChannel channel;
  private final FrameGuard guard;
  private final int peerRank;
  private final ByteBuffer[] scattered = new ByteBuffer[3];
  private ByteBuffer header;
  private ByteBuffer nextHeader;
  private Call call = Call.handshake(LinkedPeer.NO_GENERATION);
  private int sequence;
  private boolean inFrame;
  private boolean headerChecked;
  private int payloadBytes;
  private int payloadLeft;
  private long readAgainNanos = System.nanoTime();

  FrameReceiver(ScatteringByteChannel channel, FrameGuard guard, int peerRank) {
    this.channel = channel;
    this.guard = guard;
    this.peerRank = peerRank;
    header = FrameLayout.allocate(guard.headerBytes());
    nextHeader = FrameLayout.allocate(guard.headerBytes());
  }

  void begin(Call next) {
    call = next;
    sequence = 0;
  }

  /** Whether there is something to wait for on the channel. */
  boolean canAdvance(Exchange exchange) {
    return !headerChecked || payloadLeft == 0 || exchange.receivableBytes() > 0;
  }

  /**
   * Reads what has come and may come; returns whether that was anything.
   *
   * @throws FrameRefusedException as soon as a whole header is there and differs, or a payload has
   *     been changed on its way
   */
  boolean advance(Exchange exchange) throws IOException {
    if (!inFrame) {
      inFrame = true;
      payloadBytes = Math.min(FrameLayout.MAX_PAYLOAD_BYTES, exchange.receiveBytesLeft());
      payloadLeft = payloadBytes;
    }
    boolean moved = checkHeader(); // it may have come with the frame before
    if (!headerChecked || payloadLeft > 0) {
      moved |= read(exchange);
    }
    if (headerChecked && payloadLeft == 0) {
      endFrame(exchange);
    }
    return moved;
  }

  private boolean read(Exchange exchange) throws IOException {
    int room = Math.min(payloadLeft, Math.min(exchange.receivableBytes(), exchange.landingBytes()));
    if (headerChecked && room == 0) {
      return false;
    }
    boolean isLong = room > GATHERING_BYTES;
    if (isLong && System.nanoTime() - readAgainNanos < 0) {
      return false;
    }
    ByteBuffer payload = exchange.landing(room);
    int start = payload.position();
    scattered[0] = header;
    scattered[1] = payload;
    scattered[2] = nextHeader;
    long read = channel.read(scattered, 0, room == payloadLeft ? 3 : 2);
    if (read < 0) {
      throw new EOFException("connection closed by the peer");
    }
    checkHeader();
    if (isLong && read < room) {
      readAgainNanos = System.nanoTime() + GATHERING_NANOS;
    }
    int landed = payload.position() - start;
    if (landed > 0) {
      guard.update(payload.limit(start + landed).position(start));
      exchange.landed(landed);
      payloadLeft -= landed;
      if (!guard.coversPayload()) {
        exchange.settle();
      }
    }
    return read > 0;
  }

  private boolean checkHeader() throws FrameRefusedException {
    if (headerChecked || header.hasRemaining()) {
      return false;
    }
    new FrameHeader(guard.type(), call, peerRank, sequence, payloadBytes).requireIn(header);
    guard.begin(header);
    headerChecked = true;
    sequence++;
    return true;
  }

  private void endFrame(Exchange exchange) throws FrameRefusedException {
    guard.requireIntact(header);
    exchange.settle();
    ByteBuffer read = header;
    header = nextHeader;
    nextHeader = read.clear();
    inFrame = false;
    headerChecked = false;
    if (exchange.receiveBytesLeft() == 0) {
      exchange.endReceive();
    }
  }
}
