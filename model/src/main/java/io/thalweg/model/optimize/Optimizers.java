package io.thalweg.model.optimize;

import io.thalweg.model.parameters.ParameterLayout;

/** Creates optimizers. Stateless. */
public final class Optimizers {
  private Optimizers() {}

  /** An optimizer of the layout's parameters, before its first step, without weight decay. */
  public static Optimizer create(OptimizerSpec spec, ParameterLayout layout) {
    return create(spec, layout.length(), new Tensors(layout, WeightDecay.NONE));
  }

  /** Decay is the optimizer's if {@link #decays} says so. */
  static Optimizer create(OptimizerSpec spec, int length, Tensors tensors) {
    if (spec instanceof OptimizerSpec.Sgd sgd) {
      return new SgdOptimizer(sgd, length);
    }
    if (spec instanceof OptimizerSpec.Nesterov nesterov) {
      return new NesterovOptimizer(nesterov, length);
    }
    if (spec instanceof OptimizerSpec.Adagrad adagrad) {
      return new AdagradOptimizer(adagrad, length);
    }
    if (spec instanceof OptimizerSpec.RmsProp rmsProp) {
      return new RmsPropOptimizer(rmsProp, length);
    }
    if (spec instanceof OptimizerSpec.Adam adam) {
      return new AdamOptimizer(adam, length);
    }
    if (spec instanceof OptimizerSpec.AdamW adamW) {
      return new AdamOptimizer(adamW, length, tensors);
    }
    if (spec instanceof OptimizerSpec.Lamb lamb) {
      return new LambOptimizer(lamb, length, tensors);
    }
    if (spec instanceof OptimizerSpec.Lars lars) {
      return new LarsOptimizer(lars, length, tensors);
    }
    if (spec instanceof OptimizerSpec.Adafactor adafactor) {
      return new AdafactorOptimizer(adafactor, length, tensors);
    }
    return new FtrlOptimizer((OptimizerSpec.Ftrl) spec, length);
  }

  /** Whether it decays the weights itself, beside the gradient. */
  static boolean decays(OptimizerSpec spec) {
    return spec instanceof OptimizerSpec.AdamW
        || spec instanceof OptimizerSpec.Lamb
        || spec instanceof OptimizerSpec.Lars
        || spec instanceof OptimizerSpec.Adafactor;
  }
}
