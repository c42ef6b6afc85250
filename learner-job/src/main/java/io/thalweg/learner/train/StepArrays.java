package io.thalweg.learner.train;

import io.thalweg.model.ModelSpec;

/** What a step works on, float32, allocated once for the largest. Confined to one thread. */
final class StepArrays {
  /** (rows, width). */
  final float[] dense;

  /** (rows). */
  final float[] targets;

  /** (rows). */
  final float[] weights;

  /** (rows, outputs). */
  final float[] logits;

  /** Flat. */
  final float[] gradient;

  StepArrays(ModelSpec spec, int rows, int width, int parameters) {
    this.dense = new float[rows * width];
    this.targets = new float[rows];
    this.weights = new float[rows];
    this.logits = new float[rows * spec.head().outputs()];
    this.gradient = new float[parameters];
  }
}
