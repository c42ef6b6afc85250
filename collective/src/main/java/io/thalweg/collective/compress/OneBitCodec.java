package io.thalweg.collective.compress;

import java.nio.ByteBuffer;

/**
 * One bit a value [1]: which of two numbers of its block stands for it, the mean of the block's
 * values from 0 up or the mean of those below. Blocks take the place of the paper's columns. By far
 * too coarse alone: with {@link ErrorFeedback} SGD converges [1, 2], without it not.
 *
 * <p>Body: for each block float32 lower mean, float32 upper mean and one bit a value, set for the
 * upper, blocks starting at whole bytes. 12 + 8 b + ceil(d / 8) for each of the b blocks of d
 * values. Threads: immutable.
 *
 * <p>[1] Seide, Fu, Droppo, Li, Yu: 1-Bit Stochastic Gradient Descent and its Application to
 * Data-Parallel Distributed Training of Speech DNNs. Interspeech 2014. [2] Karimireddy, Rebjock,
 * Stich, Jaggi: Error Feedback Fixes SignSGD and other Gradient Compression Schemes. ICML 2019.
 */
record OneBitCodec(int blockLength) implements Codec {

  OneBitCodec {
    Codecs.requireBlockLength(blockLength);
  }

  @Override
  public ByteBuffer encode(float[] values, long draw) {
    CodecFrame.requireFinite(values);
    ByteBuffer frame =
        CodecFrame.begin(FrameKind.ONE_BIT, blockLength, values.length, bodyBytes(values.length));
    for (Block block : Block.cut(values.length, blockLength)) {
      double lower = 0;
      double upper = 0;
      int uppers = 0;
      for (int i = block.start(); i < block.end(); i++) {
        if (values[i] < 0) {
          lower += values[i];
        } else {
          upper += values[i];
          uppers++;
        }
      }
      frame.putFloat((float) (lower / Math.max(1, block.length() - uppers)));
      frame.putFloat((float) (upper / Math.max(1, uppers)));
      BitWriter out = new BitWriter(frame);
      for (int i = block.start(); i < block.end(); i++) {
        out.write(values[i] < 0 ? 0 : 1, 1);
      }
      out.flush();
    }
    return CodecFrame.finish(frame);
  }

  @Override
  public void addTo(float[] sums, ByteBuffer frame) throws BadFrameException {
    int length = sums.length;
    ByteBuffer body =
        CodecFrame.open(frame, FrameKind.ONE_BIT, blockLength, length, bodyBytes(length));
    for (Block block : Block.cut(length, blockLength)) {
      float lower = body.getFloat();
      float upper = body.getFloat();
      BitReader in = new BitReader(body);
      for (int i = block.start(); i < block.end(); i++) {
        sums[i] += in.read(1) == 1 ? upper : lower;
      }
    }
  }

  @Override
  public int maxBytes(int length) {
    return CodecFrame.HEADER_BYTES + bodyBytes(length);
  }

  private int bodyBytes(int length) {
    long bytes = 0;
    for (Block block : Block.cut(length, blockLength)) {
      bytes += 8 + (block.length() + 7) / 8;
    }
    return Math.toIntExact(bytes);
  }
}
