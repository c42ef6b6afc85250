package io.thalweg.learner.train;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.parameters.Resizing;
import java.util.ArrayList;
import java.util.List;

/**
 * The model of the last committed round, with what a release says of it. Borrows from its learner:
 * to be used at once, on the learner's thread.
 */
public final class BaseModel {
  /** What learns. */
  private final ModelSpec whole;

  /** What is released: a head that grows as it is now. */
  private final ModelSpec spec;

  private final ModelReplica replica;
  private final GradientEngine engine;
  private final Loss loss;
  private final float[] parityInputs;
  private final List<Long> readyTimesMillis;

  BaseModel(
      ModelSpec spec,
      ModelReplica replica,
      GradientEngine engine,
      Loss loss,
      float[] parityInputs,
      List<Long> readyTimesMillis) {
    this.whole = spec;
    this.spec = isWhole(replica) ? spec : spec.ofOutputs(replica.committedOutputs());
    this.replica = replica;
    this.engine = engine;
    this.loss = loss;
    this.parityInputs = parityInputs;
    this.readyTimesMillis = readyTimesMillis;
  }

  private static boolean isWhole(ModelReplica replica) {
    return replica.committedOutputs() == 0;
  }

  public ModelSpec spec() {
    return spec;
  }

  public float[] parametersView() {
    return isWhole(replica)
        ? replica.base()
        : Resizing.cut(replica.base(), whole.parameterLayout(), spec.parameterLayout());
  }

  public Standardization standardization() {
    return replica.committedStandardization();
  }

  public List<Long> readyTimesMillis() {
    return readyTimesMillis;
  }

  /**
   * The first rows of the last batch, or one in which everything is missing if there was none since
   * the start, and what this learner's engine says of them under the base.
   */
  public Parity parity() {
    int width = spec.inputWidth();
    float[] dense = parityInputs.clone();
    int drawn = dense.length / width;
    List<List<Float>> inputs = lists(dense, drawn, width, width);
    replica.committedStandardization().apply(dense, drawn);
    int columns = whole.head().outputs();
    float[] outputs = new float[drawn * columns];
    engine.load(replica.base());
    engine.forward(dense, drawn, outputs);
    engine.load(replica.parameters());
    (isWhole(replica) ? loss : loss.over(replica.committedOutputs())).outputs(outputs, drawn);
    return new Parity(inputs, lists(outputs, drawn, columns, spec.head().outputs()));
  }

  private static List<List<Float>> lists(float[] values, int rows, int columns, int wanted) {
    List<List<Float>> out = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      List<Float> row = new ArrayList<>();
      for (int i = 0; i < wanted; i++) {
        row.add(values[r * columns + i]);
      }
      out.add(row);
    }
    return out;
  }
}
