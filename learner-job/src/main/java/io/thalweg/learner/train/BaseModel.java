package io.thalweg.learner.train;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.feature.Standardization;
import java.util.ArrayList;
import java.util.List;

/**
 * The model of the last committed round, with what a release says of it. Borrows from its learner:
 * to be used at once, on the learner's thread.
 */
public final class BaseModel {
  private final Candidate candidate;
  private final Standardization standardization;
  private final float[] parityInputs;
  private final List<Long> readyTimesMillis;

  /** Of the candidate that the round made, or left, champion. */
  BaseModel(
      Candidate candidate,
      Standardization standardization,
      float[] parityInputs,
      List<Long> readyTimesMillis) {
    this.candidate = candidate;
    this.standardization = standardization;
    this.parityInputs = parityInputs;
    this.readyTimesMillis = readyTimesMillis;
  }

  /** Empty where it isn't a challenger that was promoted. */
  public String candidate() {
    return candidate.spec().name();
  }

  public ModelSpec spec() {
    return candidate.spec().model();
  }

  public float[] parametersView() {
    return candidate.weights().committedBase();
  }

  public Standardization standardization() {
    return standardization;
  }

  public List<Long> readyTimesMillis() {
    return readyTimesMillis;
  }

  /**
   * The first rows of the last batch, or one in which everything is missing if there was none since
   * the start, and what this learner's engine says of them under the base.
   */
  public Parity parity() {
    Head head = spec().head();
    GradientEngine engine = candidate.engine();
    int width = spec().inputWidth();
    float[] dense = parityInputs.clone();
    int drawn = dense.length / width;
    List<List<Float>> inputs = lists(dense, drawn, width);
    standardization.apply(dense, drawn);
    float[] outputs = new float[drawn * head.outputs()];
    engine.load(parametersView());
    engine.forward(dense, drawn, outputs);
    candidate.reload();
    Loss.of(head).outputs(outputs, drawn);
    return new Parity(inputs, lists(outputs, drawn, head.outputs()));
  }

  private static List<List<Float>> lists(float[] values, int rows, int width) {
    List<List<Float>> out = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      List<Float> row = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        row.add(values[r * width + i]);
      }
      out.add(row);
    }
    return out;
  }
}
