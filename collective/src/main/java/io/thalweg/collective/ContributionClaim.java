package io.thalweg.collective;

import java.nio.ByteBuffer;

/**
 * What a rank says of its contribution before the round sums: 32 bytes in native order, like the
 * vectors of a {@link Communicator}. Immutable.
 *
 * @param lateRounds how many rounds in a row this rank has sat out, this one included
 * @param badIndex of the first value that isn't finite, or -1
 */
record ContributionClaim(double weight, double norm, int badIndex, int lateRounds) {

  static final int VERSION = 1;

  static final int VERSION_OFFSET = 0; // int32
  static final int LATE_ROUNDS_OFFSET = 4; // int32
  static final int BAD_INDEX_OFFSET = 8; // int64
  static final int WEIGHT_OFFSET = 16; // float64
  static final int NORM_OFFSET = 24; // float64
  static final int BYTES = 32;

  /** An idle rank's values are not looked at. */
  static ContributionClaim of(ByteBuffer floats, double weight, int lateRounds) {
    double squares = 0;
    int badIndex = -1;
    if (weight != 0) {
      int start = floats.position();
      int length = floats.remaining() / Float.BYTES;
      for (int i = 0; i < length; i++) {
        float value = floats.getFloat(start + i * Float.BYTES);
        squares += (double) value * value;
        if (badIndex < 0 && !Float.isFinite(value)) {
          badIndex = i;
        }
      }
    }
    return new ContributionClaim(weight, Math.sqrt(squares), badIndex, lateRounds);
  }

  static ContributionClaim of(float[] values, double weight, int lateRounds) {
    double squares = 0;
    int badIndex = -1;
    if (weight != 0) {
      for (int i = 0; i < values.length; i++) {
        squares += (double) values[i] * values[i];
        if (badIndex < 0 && !Float.isFinite(values[i])) {
          badIndex = i;
        }
      }
    }
    return new ContributionClaim(weight, Math.sqrt(squares), badIndex, lateRounds);
  }

  void write(ByteBuffer bytes, int start) {
    bytes.putInt(start + VERSION_OFFSET, VERSION);
    bytes.putInt(start + LATE_ROUNDS_OFFSET, lateRounds);
    bytes.putLong(start + BAD_INDEX_OFFSET, badIndex);
    bytes.putDouble(start + WEIGHT_OFFSET, weight);
    bytes.putDouble(start + NORM_OFFSET, norm);
  }

  static ContributionClaim read(ByteBuffer bytes, int start) {
    return new ContributionClaim(
        bytes.getDouble(start + WEIGHT_OFFSET),
        bytes.getDouble(start + NORM_OFFSET),
        (int) bytes.getLong(start + BAD_INDEX_OFFSET),
        bytes.getInt(start + LATE_ROUNDS_OFFSET));
  }
}
