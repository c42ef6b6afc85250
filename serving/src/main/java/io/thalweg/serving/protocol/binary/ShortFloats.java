package io.thalweg.serving.protocol.binary;

/** Floating point numbers of 16 bits. Stateless. */
final class ShortFloats {
  private static final int FP16_FRACTION_BITS = 10;
  private static final int FP16_BIAS = 15;

  private ShortFloats() {}

  /** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. Exact. */
  static double ofFp16(short bits) {
    int exponent = (bits >>> FP16_FRACTION_BITS) & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude;
    if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((double) fraction, 1 - FP16_BIAS - FP16_FRACTION_BITS);
    } else {
      magnitude =
          Math.scalb((double) (0x400 | fraction), exponent - FP16_BIAS - FP16_FRACTION_BITS);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** bfloat16: the upper half of a float32. Exact. */
  static double ofBf16(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }
}
