package io.thalweg.learner.train;

import io.thalweg.model.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of a model without hidden layers, in plain Java. Remembers targets, weights and
 * logits of every batch and the parameters that it was computed with.
 */
final class LinearEngine implements GradientEngine {
  final List<float[]> targetsOfBatches = new ArrayList<>();
  final List<float[]> parametersOfBatches = new ArrayList<>();
  final List<float[]> weightsOfBatches = new ArrayList<>();
  final List<float[]> logitsOfBatches = new ArrayList<>();

  final List<Long> stepsOfBatches = new ArrayList<>();

  boolean closed;

  private final int width;
  private final int outputs;
  private final Loss loss;
  private float[] parameters = new float[0];

  LinearEngine(ModelSpec spec) {
    this.width = spec.inputWidth();
    this.outputs = spec.head().outputs();
    this.loss = Loss.of(spec.head());
  }

  @Override
  public void load(float[] loaded) {
    parameters = loaded.clone();
  }

  @Override
  public void beginStep(long step) {
    stepsOfBatches.add(step);
  }

  @Override
  public void forward(float[] dense, int rows, float[] logits) {
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < outputs; o++) {
        float z = parameters[width * outputs + o];
        for (int i = 0; i < width; i++) {
          z += dense[r * width + i] * parameters[i * outputs + o];
        }
        logits[r * outputs + o] = z;
      }
    }
  }

  @Override
  public double gradient(
      float[] dense, int rows, float[] targets, float[] weights, float[] logits, float[] gradient) {
    targetsOfBatches.add(Arrays.copyOf(targets, rows));
    weightsOfBatches.add(Arrays.copyOf(weights, rows));
    return gradient(
        dense, rows, (z, n, dz) -> loss.of(z, targets, weights, n, dz), logits, gradient);
  }

  @Override
  public double gradient(
      float[] dense, int rows, LogitGradient wanted, float[] logits, float[] gradient) {
    parametersOfBatches.add(parameters);
    forward(dense, rows, logits);
    float[] dz = new float[rows * outputs];
    logitsOfBatches.add(Arrays.copyOf(logits, rows * outputs));
    double mean = wanted.of(logits, rows, dz);
    Arrays.fill(gradient, 0f);
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < outputs; o++) {
        gradient[width * outputs + o] += dz[r * outputs + o];
        for (int i = 0; i < width; i++) {
          gradient[i * outputs + o] += dense[r * width + i] * dz[r * outputs + o];
        }
      }
    }
    return mean;
  }

  @Override
  public String description() {
    return "linear";
  }

  @Override
  public void close() {
    closed = true;
  }
}
