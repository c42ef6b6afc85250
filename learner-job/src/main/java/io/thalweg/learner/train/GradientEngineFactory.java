package io.thalweg.learner.train;

import io.thalweg.model.ModelSpec;
import java.io.Serializable;

/** Makes the engine on the machine that learns. */
@FunctionalInterface
public interface GradientEngineFactory extends Serializable {
  /**
   * Opens an engine, which the caller closes.
   *
   * @param maxRows of any later batch
   */
  GradientEngine open(ModelSpec spec, int maxRows);
}
