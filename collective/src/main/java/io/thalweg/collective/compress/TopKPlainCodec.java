package io.thalweg.collective.compress;

import java.nio.ByteBuffer;

/**
 * The k largest values by magnitude, k = fraction * n, rounded, at least 1. Body: int32 k, then for
 * each entry int32 index and float32 value, by ascending index. 16 + 8 k bytes. What isn't sent is
 * lost unless a {@link Memory} keeps it. Threads: immutable.
 *
 * <p>Aji, Heafield: Sparse Communication for Distributed Gradient Descent. EMNLP 2017. Lin, Han,
 * Mao, Wang, Dally: Deep Gradient Compression. ICLR 2018.
 */
record TopKPlainCodec(double fraction) implements Codec {

  private static final int COUNT_BYTES = 4;
  private static final int ENTRY_BYTES = 8;

  TopKPlainCodec {
    TopK.requireFraction(fraction);
  }

  @Override
  public ByteBuffer encode(float[] values, long draw) {
    CodecFrame.requireFinite(values);
    int[] indices = TopK.select(values, TopK.count(values.length, fraction));
    ByteBuffer frame =
        CodecFrame.begin(FrameKind.TOP_K_PLAIN, 0, values.length, bodyBytes(indices.length));
    frame.putInt(indices.length);
    for (int index : indices) {
      frame.putInt(index).putFloat(values[index]);
    }
    return CodecFrame.finish(frame);
  }

  @Override
  public void addTo(float[] sums, ByteBuffer frame) throws BadFrameException {
    int count = TopK.count(sums.length, fraction);
    ByteBuffer body =
        CodecFrame.open(frame, FrameKind.TOP_K_PLAIN, 0, sums.length, bodyBytes(count));
    CodecFrame.requireEqual("entries", body.getInt(), count);
    int last = -1;
    for (int entry = 0; entry < count; entry++) {
      int index = body.getInt();
      if (index <= last || index >= sums.length) {
        throw new BadFrameException(
            "indices must ascend within the vector: index="
                + index
                + ", after="
                + last
                + ", length="
                + sums.length);
      }
      sums[index] += body.getFloat();
      last = index;
    }
  }

  @Override
  public int maxBytes(int length) {
    return CodecFrame.HEADER_BYTES + bodyBytes(TopK.count(length, fraction));
  }

  private static int bodyBytes(int count) {
    return Math.addExact(COUNT_BYTES, Math.multiplyExact(ENTRY_BYTES, count));
  }
}
