package io.thalweg.collective.compress;

import java.nio.ByteBuffer;

/** Appends bits to a buffer, the lowest first. Confined to one thread. */
final class BitWriter {

  private final ByteBuffer out;
  private long pending;
  private int pendingBits;

  BitWriter(ByteBuffer out) {
    this.out = out;
  }

  /**
   * Appends the lowest bits of a number.
   *
   * @param bits 0 to 32
   */
  void write(int value, int bits) {
    pending |= (value & ((1L << bits) - 1)) << pendingBits;
    pendingBits += bits;
    while (pendingBits >= 8) {
      out.put((byte) pending);
      pending >>>= 8;
      pendingBits -= 8;
    }
  }

  /** So many ones, then a zero. */
  void writeUnary(int ones) {
    int left = ones;
    while (left > 31) {
      write(-1, 31);
      left -= 31;
    }
    write((int) ((1L << left) - 1), left + 1);
  }

  /** Fills the last byte with zeros. */
  void flush() {
    if (pendingBits > 0) {
      out.put((byte) pending);
      pending = 0;
      pendingBits = 0;
    }
  }
}
