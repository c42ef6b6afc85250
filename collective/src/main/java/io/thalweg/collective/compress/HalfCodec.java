package io.thalweg.collective.compress;

import java.nio.ByteBuffer;

/**
 * Every value in 16 bits, rounded to nearest, ties to even. Body: int16 a value. 12 + 2 n bytes.
 * What a codec rounds away is lost unless a {@link Memory} keeps it. Threads: immutable.
 *
 * <p>Micikevicius et al.: Mixed Precision Training. ICLR 2018. Kalamkar et al.: A Study of BFLOAT16
 * for Deep Learning Training. arXiv:1905.12322, 2019.
 */
record HalfCodec(HalfFormat format) implements Codec {

  @Override
  public ByteBuffer encode(float[] values, long draw) {
    ByteBuffer frame = CodecFrame.begin(format.kind(), 0, values.length, bodyBytes(values.length));
    for (int i = 0; i < values.length; i++) {
      frame.putShort(format.narrowFinite(values[i], i));
    }
    return CodecFrame.finish(frame);
  }

  @Override
  public void addTo(float[] sums, ByteBuffer frame) throws BadFrameException {
    int length = sums.length;
    ByteBuffer body = CodecFrame.open(frame, format.kind(), 0, length, bodyBytes(length));
    for (int i = 0; i < length; i++) {
      sums[i] += format.widen(body.getShort(2 * i));
    }
  }

  @Override
  public int maxBytes(int length) {
    return CodecFrame.HEADER_BYTES + bodyBytes(length);
  }

  private static int bodyBytes(int length) {
    return Math.multiplyExact(2, length);
  }
}
