package io.thalweg.learner.train.strategy;

import java.io.Serializable;

/** A term of the loss that holds the model near what it was. Immutable. */
public sealed interface Regularization extends Serializable {
  /**
   * {@code lambda / 2 * sum(F (theta - anchor)^2)}: online elastic weight consolidation (Schwarz et
   * al., "Progress &amp; compress", 2018).
   *
   * @param gamma what a consolidation leaves of the Fisher information before it, 0 to 1
   * @param rows of each fresh batch whose gradients, one by one, the Fisher information is
   *     estimated from
   */
  record Ewc(double lambda, double gamma, int rows) implements Regularization {
    public Ewc {
      Limits.requireNotNegative("lambda", lambda);
      if (!(gamma >= 0 && gamma <= 1)) {
        throw new IllegalArgumentException("gamma=%s, want 0 to 1".formatted(gamma));
      }
      if (rows < 1) {
        throw new IllegalArgumentException("rows=%d, want 1 or more".formatted(rows));
      }
    }
  }

  /**
   * {@code lambda * sum(omega (theta - anchor)^2)}: synaptic intelligence (Zenke, Poole and
   * Ganguli, "Continual learning through synaptic intelligence", 2017).
   *
   * @param damping xi of the paper
   */
  record Si(double lambda, double damping) implements Regularization {
    public Si {
      Limits.requireNotNegative("lambda", lambda);
      Limits.requireAboveZero("damping", damping);
    }
  }

  /**
   * Distils the model of the last consolidation into the one that learns, on the fresh rows:
   * learning without forgetting (Li and Hoiem, 2016).
   *
   * @param temperature of both softmaxes
   */
  record Lwf(double lambda, double temperature) implements Regularization {
    public Lwf {
      Limits.requireNotNegative("lambda", lambda);
      Limits.requireAboveZero("temperature", temperature);
    }
  }
}
