package io.thalweg.model.optimize;

/** Counts steps and owns the slots. Not thread-safe. */
abstract class SlottedOptimizer implements Optimizer {
  private final float[][] slots;
  private final int length;
  private long steps;

  SlottedOptimizer(int slots, int length) {
    this.slots = new float[slots][length];
    this.length = length;
  }

  /** Step number {@code step}, from 1 on. */
  abstract void step(long step, float[] parameters, float[] gradient);

  @Override
  public final void step(float[] parameters, float[] gradient) {
    if (parameters.length != length || gradient.length != length) {
      throw new IllegalArgumentException(
          "optimizer step: parameters=%d, gradient=%d, expected=%d"
              .formatted(parameters.length, gradient.length, length));
    }
    step(++steps, parameters, gradient);
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
      if (from[i].length != length) {
        throw new IllegalArgumentException(
            "optimizer state: slot %d has length=%d, expected=%d"
                .formatted(i, from[i].length, length));
      }
      System.arraycopy(from[i], 0, slots[i], 0, length);
    }
    this.steps = steps;
  }
}
