package io.thalweg.collective.compress;

/**
 * Formats of 16 bits. Rounding is to nearest, ties to even; what rounds beyond the largest finite
 * number becomes infinite. Threads: stateless.
 */
enum HalfFormat {
  /** IEEE 754 binary16: 5 bits of exponent, 10 of fraction. */
  FP16(FrameKind.FP16) {
    @Override
    short narrow(float value) {
      int bits = Float.floatToRawIntBits(value);
      int sign = (bits >>> 16) & 0x8000;
      int magnitude = bits & 0x7FFFFFFF;
      int half;
      if (magnitude > 0x7F800000) {
        half = 0x7E00;
      } else if (magnitude >= 0x477FF000) { // 65,520, halfway to what would follow 65,504
        half = 0x7C00;
      } else if (magnitude < 0x38800000) { // below 2^-14: multiples of 2^-24
        half = (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24f);
      } else {
        int rounded = magnitude + 0xFFF + ((magnitude >>> 13) & 1);
        half = (rounded - 0x38000000) >>> 13;
      }
      return (short) (sign | half);
    }

    @Override
    float widen(short half) {
      int magnitude = half & 0x7FFF;
      float value;
      if (magnitude >= 0x7C00) {
        value = Float.intBitsToFloat(0x7F800000 | ((magnitude & 0x3FF) << 13));
      } else if (magnitude < 0x400) {
        value = magnitude * 0x1p-24f;
      } else {
        value = Float.intBitsToFloat((magnitude << 13) + 0x38000000);
      }
      return half < 0 ? -value : value;
    }
  },

  /** The upper half of a float32: 8 bits of exponent, 7 of fraction. */
  BF16(FrameKind.BF16) {
    @Override
    short narrow(float value) {
      int bits = Float.floatToRawIntBits(value);
      if ((bits & 0x7FFFFFFF) > 0x7F800000) {
        return (short) ((bits >>> 16) | 0x40);
      }
      return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    @Override
    float widen(short half) {
      return Float.intBitsToFloat(half << 16);
    }
  };

  private final FrameKind kind;

  HalfFormat(FrameKind kind) {
    this.kind = kind;
  }

  FrameKind kind() {
    return kind;
  }

  abstract short narrow(float value);

  abstract float widen(short half);

  /**
   * Narrows what has to stay a number.
   *
   * @throws IllegalArgumentException when the value is not finite, or no longer is after rounding
   */
  short narrowFinite(float value, int index) {
    short half = narrow(value);
    if (!Float.isFinite(widen(half))) {
      throw new IllegalArgumentException(
          "value is not finite in " + this + ": index=" + index + ", value=" + value);
    }
    return half;
  }
}
