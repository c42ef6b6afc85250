package io.thalweg.collective.compress;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Stochastic quantization [1]: a value's magnitude, in units of its block's L2 norm / levels, is
 * rounded up with a probability equal to its fraction and down otherwise, so that what is decoded
 * is the value in the mean, with a variance of at most min(d / levels^2, sqrt(d) / levels) * norm^2
 * for blocks of d values. levels = 2^(bits - 1) - 1. Nothing needs to be remembered: the draws
 * follow from the call's number.
 *
 * <p>Body: for each block float32 norm and, for each value, one bit of sign and bits - 1 of level
 * (fixed width, where the paper has Elias codes), blocks starting at whole bytes. 12 + 4 b + ceil(d
 * * bits / 8) for each of the b blocks. Threads: immutable.
 *
 * <p>[1] Alistarh, Grubic, Li, Tomioka, Vojnovic: QSGD: Communication-Efficient SGD via Gradient
 * Quantization and Encoding. NIPS 2017.
 */
record StochasticCodec(int bits, int blockLength) implements Codec {

  StochasticCodec {
    if (bits < 2 || bits > 8) {
      throw new IllegalArgumentException("bits must be 2 to 8: bits=" + bits);
    }
    Codecs.requireBlockLength(blockLength);
  }

  private int levels() {
    return (1 << (bits - 1)) - 1;
  }

  private int parameter() {
    return (blockLength << 4) ^ bits;
  }

  @Override
  public ByteBuffer encode(float[] values, long draw) {
    CodecFrame.requireFinite(values);
    int length = values.length;
    ByteBuffer frame =
        CodecFrame.begin(FrameKind.STOCHASTIC, parameter(), length, bodyBytes(length));
    SplittableRandom random = new SplittableRandom(draw);
    for (Block block : Block.cut(length, blockLength)) {
      float norm = norm(values, block);
      frame.putFloat(norm);
      BitWriter out = new BitWriter(frame);
      for (int i = block.start(); i < block.end(); i++) {
        double level = norm == 0 ? 0 : Math.abs((double) values[i]) / norm * levels();
        int floor = (int) level;
        int code = random.nextDouble() < level - floor ? floor + 1 : floor;
        int sign = values[i] < 0 ? 1 << (bits - 1) : 0;
        out.write(sign | code, bits);
      }
      out.flush();
    }
    return CodecFrame.finish(frame);
  }

  /** Never below the largest magnitude, so that no level is above the highest. */
  private static float norm(float[] values, Block block) {
    double squares = 0;
    for (int i = block.start(); i < block.end(); i++) {
      squares += (double) values[i] * values[i];
    }
    return (float) Math.min(Math.sqrt(squares), Float.MAX_VALUE);
  }

  @Override
  public void addTo(float[] sums, ByteBuffer frame) throws BadFrameException {
    int length = sums.length;
    ByteBuffer body =
        CodecFrame.open(frame, FrameKind.STOCHASTIC, parameter(), length, bodyBytes(length));
    for (Block block : Block.cut(length, blockLength)) {
      double unit = (double) body.getFloat() / levels();
      BitReader in = new BitReader(body);
      for (int i = block.start(); i < block.end(); i++) {
        int code = in.read(bits);
        int level = code & levels();
        sums[i] += (float) (code == level ? unit * level : -unit * level);
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
      bytes += 4 + ((long) block.length() * bits + 7) / 8;
    }
    return Math.toIntExact(bytes);
  }
}
