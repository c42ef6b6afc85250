package io.thalweg.model.optimize;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An optimizer's state as bytes, big endian, version 1:
 *
 * <pre>
 *   0  int32    version
 *   4  int64    steps
 *  12  int32    slots
 *  16  int32    length
 *  20  float32  slots * length values, slot by slot
 * </pre>
 *
 * Stateless.
 */
public final class OptimizerCodec {
  public static final int VERSION = 1;

  private OptimizerCodec() {}

  public static void write(Optimizer from, DataOutput out) throws IOException {
    float[][] slots = from.slotsView();
    out.writeInt(VERSION);
    out.writeLong(from.steps());
    out.writeInt(slots.length);
    out.writeInt(slots.length == 0 ? 0 : slots[0].length);
    for (float[] slot : slots) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * slot.length);
      bytes.asFloatBuffer().put(slot);
      out.write(bytes.array());
    }
  }

  /** Restores {@code into}, which must have as many slots of the same length. */
  public static void read(DataInput in, Optimizer into) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException(
          "optimizer state has version %d, this release of Thalweg reads %d"
              .formatted(version, VERSION));
    }
    long steps = in.readLong();
    int slots = in.readInt();
    int length = in.readInt();
    int expectedSlots = into.slotsView().length;
    int expectedLength = expectedSlots == 0 ? 0 : into.slotsView()[0].length;
    if (slots != expectedSlots || length != expectedLength) {
      throw new IOException(
          "optimizer state: slots=%d, length=%d, expected slots=%d, length=%d"
              .formatted(slots, length, expectedSlots, expectedLength));
    }
    float[][] values = new float[slots][length];
    byte[] bytes = new byte[4 * length];
    for (float[] slot : values) {
      in.readFully(bytes);
      ByteBuffer.wrap(bytes).asFloatBuffer().get(slot);
    }
    into.restore(steps, values);
  }
}
