package io.thalweg.learner.train;

import io.thalweg.model.optimize.Optimizer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** An optimizer in a checkpoint: its steps and its slots. The slots aren't changed any more. */
final class OptimizerState {
  private final long steps;
  private final float[][] slots;

  OptimizerState(long steps, float[][] slots) {
    this.steps = steps;
    this.slots = slots;
  }

  static OptimizerState of(Optimizer optimizer) {
    float[][] slots = optimizer.slotsView().clone();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slots[i].clone();
    }
    return new OptimizerState(optimizer.steps(), slots);
  }

  long steps() {
    return steps;
  }

  /** Borrowed. */
  float[][] slots() {
    return slots;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(steps);
    out.writeInt(slots.length);
    for (float[] slot : slots) {
      Vectors.write(out, slot);
    }
  }

  static OptimizerState read(DataInputStream in) throws IOException {
    long steps = in.readLong();
    float[][] slots = new float[in.readInt()][];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = Vectors.readFloats(in);
    }
    return new OptimizerState(steps, slots);
  }
}
