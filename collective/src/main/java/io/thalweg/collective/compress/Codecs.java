package io.thalweg.collective.compress;

/** The codecs. Threads: stateless. */
public final class Codecs {

  private Codecs() {}

  /** See {@link HalfCodec}: half the bytes, 11 bits of precision, up to 65,504. */
  public static Codec fp16() {
    return new HalfCodec(HalfFormat.FP16);
  }

  /** See {@link HalfCodec}: half the bytes, 8 bits of precision, float32's range. */
  public static Codec bf16() {
    return new HalfCodec(HalfFormat.BF16);
  }

  /** See {@link Int8Codec}: about a quarter of the bytes. */
  public static Codec int8(int blockLength) {
    return new Int8Codec(blockLength);
  }

  /**
   * See {@link StochasticCodec}: unbiased.
   *
   * @param bits of a value, 2 to 8
   */
  public static Codec stochastic(int bits, int blockLength) {
    return new StochasticCodec(bits, blockLength);
  }

  /** See {@link OneBitCodec}: to be used with {@link ErrorFeedback}. */
  public static Codec oneBit(int blockLength) {
    return new OneBitCodec(blockLength);
  }

  /**
   * See {@link TopKPlainCodec}: 8 bytes an entry; to be used with {@link ErrorFeedback} or {@link
   * MomentumCorrection}.
   *
   * @param fraction of the values that are sent, above 0, up to 1
   */
  public static Codec topK(double fraction) {
    return new TopKPlainCodec(fraction);
  }

  /** See {@link TopKCodedCodec}: about 3 bytes an entry at 1 %; otherwise as {@link #topK}. */
  public static Codec topKCoded(double fraction) {
    return new TopKCodedCodec(fraction);
  }

  static int requireBlockLength(int blockLength) {
    if (blockLength < 1) {
      throw new IllegalArgumentException(
          "blockLength must be at least 1: blockLength=" + blockLength);
    }
    return blockLength;
  }
}
