package io.thalweg.model.optimize;

import io.thalweg.model.parameters.ParameterLayout;

/**
 * Takes gradients in and moves parameters: accumulate, clip, decay, then one step of the optimizer
 * at the learning rate that is due. Allocates nothing. Confined to one thread.
 */
public final class Descent {
  /** A look at a gradient costs a few hundredths of a step: not of each. */
  private static final int LOOK_EVERY = 16;

  private final OptimizerSpec spec;
  private final DescentSpec how;
  private final Tensors tensors;
  private final Optimizer optimizer;
  private final LearningRate learningRate;
  private final Accumulator accumulator;
  private double gradientNorm = Double.NaN;

  public Descent(OptimizerSpec spec, DescentSpec how, ParameterLayout layout) {
    this.spec = spec;
    this.how = how;
    this.tensors = new Tensors(layout, how.decay());
    this.optimizer = Optimizers.create(spec, layout.length(), tensors);
    this.learningRate = new LearningRate(spec.learningRate(), how.schedule());
    this.accumulator = new Accumulator(how.accumulate(), layout.length());
  }

  /**
   * Takes a gradient in and moves the parameters, if it is time to.
   *
   * @param parameters float32, flat, moved in place
   * @param gradient float32, flat, used up
   * @return whether it was time to; else the gradient is in the mean that a later step goes down
   */
  public boolean step(float[] parameters, float[] gradient) {
    if (!accumulator.completes(gradient)) {
      return false;
    }
    look(gradient);
    if (!Optimizers.decays(spec)) {
      tensors.addDecay(parameters, gradient);
    }
    optimizer.step(parameters, gradient, learningRate.next());
    return true;
  }

  private void look(float[] gradient) {
    boolean clips = !Float.isInfinite(how.clipNorm());
    if (!clips && optimizer.steps() % LOOK_EVERY != 0) {
      return;
    }
    gradientNorm = Math.sqrt(Norms.squares(gradient, 0, gradient.length));
    if (gradientNorm > how.clipNorm()) {
      float scale = (float) (how.clipNorm() / gradientNorm);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= scale;
      }
    }
  }

  /**
   * The L2 norm of a gradient as the optimizer got it, before it was clipped: of the last one where
   * gradients are clipped, else of one of the last 16. NaN before the first.
   */
  public double gradientNorm() {
    return gradientNorm;
  }

  /** For what reacts to drift. */
  public LearningRate learningRate() {
    return learningRate;
  }

  /** A copy. */
  public DescentState toState() {
    float[][] slots = optimizer.slotsView().clone();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slots[i].clone();
    }
    return new DescentState(
        spec.kind(),
        optimizer.steps(),
        slots,
        learningRate.state(),
        accumulator.gradients(),
        accumulator.sum());
  }

  /** Takes over a copy of a state of the same optimizer. */
  public void restore(DescentState state) {
    if (!state.kind().equals(spec.kind())) {
      throw new IllegalStateException(
          "the checkpoint holds the state of the optimizer %s, the pipeline has %s; restore training.optimizer or begin anew with --fresh"
              .formatted(state.kind(), spec.kind()));
    }
    optimizer.restore(state.steps(), state.slots());
    learningRate.restore(state.steps(), state.rate());
    accumulator.restore(state.accumulated(), state.gradientSum());
  }
}
