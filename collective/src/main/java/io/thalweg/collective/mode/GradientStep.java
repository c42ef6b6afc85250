package io.thalweg.collective.mode;

/** An optimizer, seen by a replica that hands it averaged gradients. */
@FunctionalInterface
public interface GradientStep {

  /** Moves the parameters, in place. */
  void apply(float[] parameters, float[] gradient);
}
