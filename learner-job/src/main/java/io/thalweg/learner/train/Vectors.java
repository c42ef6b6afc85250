package io.thalweg.learner.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Arrays as bytes, big endian: int32 length, then the values. */
final class Vectors {
  static void write(DataOutputStream out, float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * values.length);
    bytes.putInt(values.length).asFloatBuffer().put(values);
    out.write(bytes.array());
  }

  static void write(DataOutputStream out, double[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 8 * values.length);
    bytes.putInt(values.length).asDoubleBuffer().put(values);
    out.write(bytes.array());
  }

  static float[] readFloats(DataInputStream in) throws IOException {
    float[] values = new float[in.readInt()];
    byte[] bytes = new byte[4 * values.length];
    in.readFully(bytes);
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  static double[] readDoubles(DataInputStream in) throws IOException {
    double[] values = new double[in.readInt()];
    byte[] bytes = new byte[8 * values.length];
    in.readFully(bytes);
    ByteBuffer.wrap(bytes).asDoubleBuffer().get(values);
    return values;
  }

  private Vectors() {}
}
