package io.thalweg.model.optimize;

/** Counts steps and owns the slots. Not thread-safe. */
abstract class SlottedOptimizer implements Optimizer {
  private final float[][] slots;
  private final int length;
  private long steps;

  /** With {@code slots} slots as long as the parameters. */
  SlottedOptimizer(int slots, int length) {
    this(length, new float[slots][length]);
  }

  SlottedOptimizer(int length, float[][] slots) {
    this.slots = slots;
    this.length = length;
  }

  /** Step number {@code step}, from 1 on. */
  abstract void step(long step, float[] parameters, float[] gradient, float rate);

  @Override
  public final void step(float[] parameters, float[] gradient, float rate) {
    if (parameters.length != length || gradient.length != length) {
      throw new IllegalArgumentException(
          "optimizer step: parameters=%d, gradient=%d, expected=%d"
              .formatted(parameters.length, gradient.length, length));
    }
    step(++steps, parameters, gradient, rate);
  }

  @Override
  public final long steps() {
    return steps;
  }

  @Override
  public final float[][] slotsView() {
    return slots;
  }

  @Override
  public final void restore(long steps, float[][] from) {
    if (steps < 0 || from.length != slots.length) {
      throw new IllegalArgumentException(
          "optimizer state: steps=%d, slots=%d, expected slots=%d"
              .formatted(steps, from.length, slots.length));
    }
    for (int i = 0; i < from.length; i++) {
      if (from[i].length != slots[i].length) {
        throw new IllegalArgumentException(
            "optimizer state: slot %d has length=%d, expected=%d"
                .formatted(i, from[i].length, slots[i].length));
      }
      System.arraycopy(from[i], 0, slots[i], 0, slots[i].length);
    }
    this.steps = steps;
  }
}
