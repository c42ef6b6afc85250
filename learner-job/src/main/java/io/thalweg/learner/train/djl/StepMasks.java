package io.thalweg.learner.train.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.thalweg.learner.train.DropoutMasks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** {@link DropoutMasks} as tensors, in the order of a pass. Confined to one thread. */
final class StepMasks {
  private final long seed;
  private final List<ByteBuffer> memory = new ArrayList<>();
  private long step;
  private int place;
  private boolean off = true;

  StepMasks(long seed) {
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
   * The next place's mask, of the shape and manager of {@code x}. It lies in memory that the next
   * step writes again.
   */
  NDArray next(NDArray x, float rate) {
    int length = Math.toIntExact(x.size());
    ByteBuffer bytes = memory(place, length);
    DropoutMasks.fill(bytes.asFloatBuffer(), length, rate, DropoutMasks.key(seed, step, place));
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
}
