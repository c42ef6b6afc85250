package io.thalweg.learner.train.graph;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.LogitGradient;
import io.thalweg.learner.train.Loss;
import io.thalweg.model.ModelSpec;
import java.util.List;

/**
 * Goes through the steps of a {@link Graph} forward and backward. A pass allocates nothing that
 * grows with rows or columns. Confined to one thread.
 */
final class GraphEngine implements GradientEngine {
  private final Graph graph;
  private final List<Step> backward;
  private final List<Value> shared;
  private final Memory memory;
  private final Workspace workspace;
  private final String description;
  private final Loss loss;
  private final boolean drops;
  private final int maxRows;
  private final float[] trained;
  private final float[] logitGradient;

  GraphEngine(ModelSpec spec, int maxRows, Gemm.Kernel kernel) {
    this.graph = GraphBuilder.build(spec, maxRows);
    this.backward = graph.backward();
    this.shared = graph.shared();
    this.memory = new Memory(graph.length());
    this.workspace = new Workspace(memory, kernel.over(memory), graph.widest(), graph.seed());
    this.description =
        "own %s, 1 thread, cpu, %s".formatted(kernel.description(), System.getProperty("os.arch"));
    this.loss = Loss.of(spec.head());
    this.drops = spec.drops();
    this.maxRows = maxRows;
    int outputs = spec.head().outputs();
    this.logitGradient = new float[maxRows * outputs];
    this.trained = new float[drops ? maxRows * outputs : 0];
  }

  @Override
  public void load(float[] parameters) {
    memory.write(0, parameters, graph.parameters());
  }

  @Override
  public void beginStep(long step) {
    workspace.beginStep(step);
  }

  @Override
  public void forward(float[] dense, int rows, float[] logits) {
    workspace.predict();
    pass(dense, rows, logits);
  }

  private void pass(float[] dense, int rows, float[] logits) {
    if (rows > maxRows) {
      throw new IllegalArgumentException(
          "rows=%d, this engine has room for %d".formatted(rows, maxRows));
    }
    memory.write(graph.input().at(), dense, rows * graph.input().columns());
    for (Step step : graph.steps()) {
      step.forward(workspace, rows);
    }
    memory.read(graph.output().at(), logits, rows * graph.output().columns());
  }

  @Override
  public double gradient(
      float[] dense, int rows, float[] targets, float[] weights, float[] logits, float[] gradient) {
    return gradient(
        dense, rows, (z, n, dz) -> loss.of(z, targets, weights, n, dz), logits, gradient);
  }

  @Override
  public double gradient(
      float[] dense, int rows, LogitGradient wanted, float[] logits, float[] gradient) {
    // With dropout what is trained isn't what predicts, and scores are of what predicts.
    float[] z = drops ? trained : logits;
    if (drops) {
      forward(dense, rows, logits);
    }
    workspace.train();
    pass(dense, rows, z);
    double mean = wanted.of(z, rows, logitGradient);
    if (!graph.output().isGiven()) {
      memory.write(graph.output().gradient(), logitGradient, rows * graph.output().columns());
    }
    for (Value value : shared) {
      workspace.clear(value.gradient(), rows * value.columns());
    }
    for (Step step : backward) {
      step.backward(workspace, rows);
    }
    memory.read(graph.gradients(), gradient, graph.parameters());
    return mean;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    // The memory goes with the engine.
  }
}
