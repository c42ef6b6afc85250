package io.thalweg.collective.compress;

import java.nio.ByteBuffer;

/**
 * The k largest values by magnitude, as {@link TopKPlainCodec} picks them, in fewer bytes: values
 * in bf16, and of the indices the gaps between them in Rice's code [1], with the parameter that
 * makes this frame shortest. Entries spread evenly at 1 % cost about 16 + 8.1 bits, entries in
 * clusters less. What is rounded away is part of what a {@link Memory} keeps.
 *
 * <p>Body: int32 k, int8 Rice parameter r, bf16 value an entry, then for each entry the number of
 * values between it and the one before: gap / 2^r in unary, the rest in r bits. 17 + 2 k + ceil(sum
 * of (1 + r + floor(gap / 2^r)) / 8) bytes. Threads: immutable.
 *
 * <p>[1] Rice, Plaunt: Adaptive Variable-Length Coding for Efficient Compression of Spacecraft
 * Television Data. IEEE Transactions on Communication Technology 19(6), 1971.
 */
record TopKCodedCodec(double fraction) implements Codec {

  private static final int FIXED_BYTES = 5;
  private static final int MOST_RICE_BITS = 31;

  TopKCodedCodec {
    TopK.requireFraction(fraction);
  }

  @Override
  public ByteBuffer encode(float[] values, long draw) {
    CodecFrame.requireFinite(values);
    int[] indices = TopK.select(values, TopK.count(values.length, fraction));
    int[] gaps = gaps(indices);
    int riceBits = riceBits(gaps);
    ByteBuffer frame =
        CodecFrame.begin(
            FrameKind.TOP_K_CODED,
            0,
            values.length,
            Math.toIntExact(FIXED_BYTES + 2L * gaps.length + (codedBits(gaps, riceBits) + 7) / 8));
    frame.putInt(indices.length).put((byte) riceBits);
    for (int index : indices) {
      frame.putShort(HalfFormat.BF16.narrowFinite(values[index], index));
    }
    BitWriter out = new BitWriter(frame);
    for (int gap : gaps) {
      out.writeUnary(gap >>> riceBits);
      out.write(gap, riceBits);
    }
    out.flush();
    return CodecFrame.finish(frame);
  }

  private static int[] gaps(int[] indices) {
    int[] gaps = new int[indices.length];
    int next = 0;
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = indices[i] - next;
      next = indices[i] + 1;
    }
    return gaps;
  }

  private static int riceBits(int[] gaps) {
    int best = 0;
    for (int bits = 1; bits <= MOST_RICE_BITS; bits++) {
      if (codedBits(gaps, bits) < codedBits(gaps, best)) {
        best = bits;
      }
    }
    return best;
  }

  private static long codedBits(int[] gaps, int riceBits) {
    long bits = 0;
    for (int gap : gaps) {
      bits += 1 + riceBits + (gap >>> riceBits);
    }
    return bits;
  }

  @Override
  public void addTo(float[] sums, ByteBuffer frame) throws BadFrameException {
    ByteBuffer body = CodecFrame.open(frame, FrameKind.TOP_K_CODED, 0, sums.length);
    int count = TopK.count(sums.length, fraction);
    int gapsAt = FIXED_BYTES + 2 * count;
    if (body.remaining() < gapsAt) {
      throw new BadFrameException(
          "frame is too short for its entries: bodyBytes=" + body.remaining() + ", k=" + count);
    }
    CodecFrame.requireEqual("entries", body.getInt(), count);
    int riceBits = body.get();
    if (riceBits < 0 || riceBits > MOST_RICE_BITS) {
      throw new BadFrameException("Rice parameter must be 0 to 31: found=" + riceBits);
    }
    ByteBuffer coded = body.duplicate().position(gapsAt);
    BitReader in = new BitReader(coded);
    long next = 0;
    for (int entry = 0; entry < count; entry++) {
      long index = next + ((long) in.readUnary() << riceBits) + in.read(riceBits);
      if (index >= sums.length) {
        throw new BadFrameException(
            "index is outside the vector: index=" + index + ", length=" + sums.length);
      }
      sums[(int) index] += HalfFormat.BF16.widen(body.getShort());
      next = index + 1;
    }
    in.requireEnd();
  }

  /** With the parameter log2(n), rounded up, no gap takes more than one bit more. */
  @Override
  public int maxBytes(int length) {
    int count = TopK.count(length, fraction);
    int riceBits = Math.min(MOST_RICE_BITS, 32 - Integer.numberOfLeadingZeros(length));
    return Math.toIntExact(
        CodecFrame.HEADER_BYTES + FIXED_BYTES + 2L * count + (count * (1L + riceBits) + 7) / 8);
  }
}
