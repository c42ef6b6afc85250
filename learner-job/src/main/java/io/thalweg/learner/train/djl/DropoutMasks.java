package io.thalweg.learner.train.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.thalweg.replay.select.SplitMix64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training step leaves out, from the model's seed, the number of the step, the place in the
 * network, and row and column in the batch alone: a run that goes on from a checkpoint draws what
 * it would have drawn. Confined to one thread.
 */
final class DropoutMasks {
  private static final double UNIT = 0x1p-53;

  private final long seed;
  private final List<ByteBuffer> memory = new ArrayList<>();
  private long step;
  private int place;
  private boolean off = true;

  DropoutMasks(long seed) {
    this.seed = seed;
  }

  /** The passes that follow are of this training step. */
  void beginStep(long number) {
    step = number;
  }

  /** The next pass trains. */
  void on() {
    off = false;
    place = 0;
  }

  /** The next pass predicts. */
  void off() {
    off = true;
  }

  boolean isOff() {
    return off;
  }

  /**
   * The next place's mask, of the shape and manager of {@code x}: 0 with probability {@code rate},
   * else 1 / (1 - rate). It lies in memory that the next step writes again.
   */
  NDArray next(NDArray x, float rate) {
    int length = Math.toIntExact(x.size());
    ByteBuffer bytes = memory(place, length);
    fill(bytes.asFloatBuffer(), length, rate, key(seed, step, place));
    place++;
    return x.getManager()
        .create(
            bytes.slice(0, 4 * length).order(ByteOrder.nativeOrder()),
            new Shape(x.getShape().getShape()),
            DataType.FLOAT32);
  }

  private ByteBuffer memory(int index, int floats) {
    while (memory.size() <= index) {
      memory.add(ByteBuffer.allocateDirect(0));
    }
    if (memory.get(index).capacity() < 4 * floats) {
      memory.set(index, ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()));
    }
    return memory.get(index);
  }

  static long key(long seed, long step, int place) {
    return SplitMix64.mix(SplitMix64.mix(seed ^ SplitMix64.mix(step)) + place);
  }

  static void fill(FloatBuffer mask, int length, float rate, long key) {
    float kept = 1 / (1 - rate);
    SplitMix64 random = new SplitMix64(key);
    for (int i = 0; i < length; i++) {
      double u = (random.nextLong() >>> 11) * UNIT;
      mask.put(i, u < rate ? 0 : kept);
    }
  }
}
