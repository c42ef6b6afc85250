package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The filled part of an array: int32 size, float32 each, big endian. */
final class Floats {
  private Floats() {}

  static void write(DataOutput out, float[] values, int size) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeFloat(values[i]);
    }
  }

  /** Fills the array's beginning and returns the size. */
  static int read(DataInput in, float[] values) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > values.length) {
      throw new IOException("%d values, want up to %d".formatted(size, values.length));
    }
    for (int i = 0; i < size; i++) {
      values[i] = in.readFloat();
    }
    return size;
  }
}
