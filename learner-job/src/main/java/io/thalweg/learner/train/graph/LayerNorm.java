package io.thalweg.learner.train.graph;

import io.thalweg.model.Operations;
import java.util.Arrays;
import java.util.List;

/** Each row shifted and scaled to mean 0 and variance 1, then times a scale plus a shift. */
final class LayerNorm implements Step {
  private final Value x;
  private final Value y;
  private final Parameter scale;
  private final Parameter shift;

  /** Of each row, what the pass forward leaves for the one backward. */
  private final float[] means;

  private final float[] inverses;
  private final float[] scales;
  private final float[] shifts;
  private final float[] scaleGradient;
  private final float[] shiftGradient;

  LayerNorm(Value x, Value y, Parameter scale, Parameter shift, int maxRows) {
    this.x = x;
    this.y = y;
    this.scale = scale;
    this.shift = shift;
    this.means = new float[maxRows];
    this.inverses = new float[maxRows];
    this.scales = new float[x.columns()];
    this.shifts = new float[x.columns()];
    this.scaleGradient = new float[x.columns()];
    this.shiftGradient = new float[x.columns()];
  }

  @Override
  public List<Value> inputs() {
    return List.of(x);
  }

  @Override
  public Value output() {
    return y;
  }

  @Override
  public void forward(Workspace on, int rows) {
    int n = x.columns();
    on.memory().read(scale.at(), scales, n);
    on.memory().read(shift.at(), shifts, n);
    float[] row = on.piece(0);
    float[] out = on.piece(1);
    for (int r = 0; r < rows; r++) {
      on.memory().read(x.at() + r * n, row, n);
      measure(row, r);
      normalize(row, r);
      for (int c = 0; c < n; c++) {
        out[c] = row[c] * scales[c] + shifts[c];
      }
      on.memory().write(y.at() + r * n, out, n);
    }
  }

  private void measure(float[] row, int r) {
    int n = x.columns();
    double sum = 0;
    for (int c = 0; c < n; c++) {
      sum += row[c];
    }
    double mean = sum / n;
    double squares = 0;
    for (int c = 0; c < n; c++) {
      squares += (row[c] - mean) * (row[c] - mean);
    }
    means[r] = (float) mean;
    inverses[r] = (float) (1 / Math.sqrt(squares / n + Operations.LAYER_NORM_EPSILON));
  }

  private void normalize(float[] row, int r) {
    float mean = means[r];
    float inverse = inverses[r];
    for (int c = 0; c < x.columns(); c++) {
      row[c] = (row[c] - mean) * inverse;
    }
  }

  @Override
  public void backward(Workspace on, int rows) {
    int n = x.columns();
    on.memory().read(scale.at(), scales, n);
    Arrays.fill(scaleGradient, 0);
    Arrays.fill(shiftGradient, 0);
    float[] normal = on.piece(0);
    float[] dy = on.piece(1);
    for (int r = 0; r < rows; r++) {
      on.memory().read(x.at() + r * n, normal, n);
      normalize(normal, r);
      on.memory().read(y.gradient() + r * n, dy, n);
      for (int c = 0; c < n; c++) {
        scaleGradient[c] += dy[c] * normal[c];
        shiftGradient[c] += dy[c];
      }
      if (!x.isGiven()) {
        backward(on, r, normal, dy);
      }
    }
    on.memory().write(scale.gradient(), scaleGradient, n);
    on.memory().write(shift.gradient(), shiftGradient, n);
  }

  /** With g = dy * scale: dx = (g - mean(g) - normal * mean(g * normal)) / deviation. */
  private void backward(Workspace on, int r, float[] normal, float[] dy) {
    int n = x.columns();
    double sum = 0;
    double along = 0;
    for (int c = 0; c < n; c++) {
      dy[c] *= scales[c];
      sum += dy[c];
      along += dy[c] * normal[c];
    }
    float mean = (float) (sum / n);
    float slope = (float) (along / n);
    float inverse = inverses[r];
    float[] dx = on.piece(2);
    for (int c = 0; c < n; c++) {
      dx[c] = (dy[c] - mean - normal[c] * slope) * inverse;
    }
    on.give(x, r * n, dx, n);
  }
}
