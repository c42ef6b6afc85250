package io.thalweg.collective.compress;

import java.nio.ByteBuffer;

/**
 * Every value as a multiple, -127 to 127, of its block's scale, which is the block's largest
 * magnitude / 127; rounded to nearest, ties to even. Body: for each block float32 scale, then int8
 * a value. 12 + n + 4 ceil(n / blockLength) bytes. What is rounded away is lost unless a {@link
 * Memory} keeps it. Threads: immutable.
 *
 * <p>Dettmers: 8-Bit Approximations for Parallelism in Deep Learning. ICLR 2016 (there with other
 * spacings).
 */
record Int8Codec(int blockLength) implements Codec {

  private static final int MOST = 127;

  Int8Codec {
    Codecs.requireBlockLength(blockLength);
  }

  @Override
  public ByteBuffer encode(float[] values, long draw) {
    CodecFrame.requireFinite(values);
    ByteBuffer frame =
        CodecFrame.begin(FrameKind.INT8, blockLength, values.length, bodyBytes(values.length));
    for (Block block : Block.cut(values.length, blockLength)) {
      float scale = scale(values, block);
      frame.putFloat(scale);
      for (int i = block.start(); i < block.end(); i++) {
        double steps = scale == 0 ? 0 : Math.rint((double) values[i] / scale);
        frame.put((byte) Math.max(-MOST, Math.min(MOST, steps)));
      }
    }
    return CodecFrame.finish(frame);
  }

  private static float scale(float[] values, Block block) {
    float largest = 0;
    for (int i = block.start(); i < block.end(); i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest / MOST;
  }

  @Override
  public void addTo(float[] sums, ByteBuffer frame) throws BadFrameException {
    int length = sums.length;
    ByteBuffer body =
        CodecFrame.open(frame, FrameKind.INT8, blockLength, length, bodyBytes(length));
    for (Block block : Block.cut(length, blockLength)) {
      float scale = body.getFloat();
      for (int i = block.start(); i < block.end(); i++) {
        sums[i] += scale * body.get();
      }
    }
  }

  @Override
  public int maxBytes(int length) {
    return CodecFrame.HEADER_BYTES + bodyBytes(length);
  }

  private int bodyBytes(int length) {
    return Math.addExact(length, 4 * Block.count(length, blockLength));
  }
}
