package io.thalweg.learner.train.graph;

/** Every element times a constant. */
record Scaling(float factor) implements Function {
  @Override
  public void apply(float[] x, float[] y, int length) {
    for (int i = 0; i < length; i++) {
      y[i] = factor * x[i];
    }
  }

  @Override
  public void derive(float[] from, float[] dy, float[] dx, int length) {
    apply(dy, dx, length);
  }
}
