package io.thalweg.bench.continual;

import io.thalweg.bench.continual.data.Samples;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.ModelSpec;

/** Tests the model that an engine has loaded: the class of the largest logit. */
final class LargestLogit implements Testing {
  /** At a time: an engine must have room for so many. */
  static final int ROWS = 256;

  private final GradientEngine engine;
  private final int classes;
  private final float[] dense;
  private final float[] logits;

  private LargestLogit(GradientEngine engine, int width, int classes) {
    this.engine = engine;
    this.classes = classes;
    this.dense = new float[ROWS * width];
    this.logits = new float[ROWS * classes];
  }

  static LargestLogit of(GradientEngine engine, ModelSpec model) {
    return new LargestLogit(engine, model.inputWidth(), model.head().outputs());
  }

  @Override
  public double accuracy(Samples samples) {
    long right = 0;
    for (int from = 0; from < samples.size(); from += ROWS) {
      int rows = Math.min(ROWS, samples.size() - from);
      for (int r = 0; r < rows; r++) {
        samples.features(from + r, dense, r * samples.width());
      }
      engine.forward(dense, rows, logits);
      for (int r = 0; r < rows; r++) {
        right += largest(r * classes) == samples.label(from + r) ? 1 : 0;
      }
    }
    return (double) right / samples.size();
  }

  private int largest(int base) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = logits[base + c] > logits[base + best] ? c : best;
    }
    return best;
  }
}
