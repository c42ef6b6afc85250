package io.thalweg.learner.train;

import io.thalweg.model.optimize.OptimizerSpec;

/** Training has left the numbers. It would do so again: the pipeline file has to change. */
public final class DivergedException extends RuntimeException {
  /**
   * @param rate of learning
   */
  DivergedException(double loss, long step, OptimizerSpec optimizer, float rate) {
    super(
        "the loss is %s at step %d of %s with a learning rate of %s; lower training.optimizer.learning-rate, set training.optimizer.clip-norm, or standardize what the model reads"
            .formatted(loss, step, optimizer.kind(), rate));
  }
}
