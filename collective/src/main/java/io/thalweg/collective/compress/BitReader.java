package io.thalweg.collective.compress;

import java.nio.ByteBuffer;

/** Reads what a {@link BitWriter} wrote. Confined to one thread. */
final class BitReader {

  private final ByteBuffer in;
  private long pending;
  private int pendingBits;

  BitReader(ByteBuffer in) {
    this.in = in;
  }

  /**
   * The next bits as a number.
   *
   * @param bits 0 to 32
   */
  int read(int bits) throws BadFrameException {
    while (pendingBits < bits) {
      if (!in.hasRemaining()) {
        throw new BadFrameException("frame ends within a number: bodyBytes=" + in.limit());
      }
      pending |= (in.get() & 0xFFL) << pendingBits;
      pendingBits += 8;
    }
    int value = (int) (pending & ((1L << bits) - 1));
    pending >>>= bits;
    pendingBits -= bits;
    return value;
  }

  int readUnary() throws BadFrameException {
    int ones = 0;
    while (read(1) == 1) {
      ones++;
    }
    return ones;
  }

  /** Nothing is left but the zeros of the last byte. */
  void requireEnd() throws BadFrameException {
    if (in.hasRemaining() || pending != 0) {
      throw new BadFrameException("frame goes on after its end: bytesLeft=" + in.remaining());
    }
  }
}
