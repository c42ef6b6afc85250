package io.thalweg.learner.train;

import io.thalweg.model.Head;
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
  private final Candidate candidate;

  /** What is released: a head that grows as it is now. */
  private final ModelSpec spec;

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
    this.spec = isWhole() ? wholeSpec() : wholeSpec().ofOutputs(outputs());
    this.standardization = standardization;
    this.parityInputs = parityInputs;
    this.readyTimesMillis = readyTimesMillis;
  }

  /** Empty where it isn't a challenger that was promoted. */
  public String candidate() {
    return candidate.spec().name();
  }

  /** Of a head that grows, those that there are; else 0. */
  private int outputs() {
    return candidate.weights().committedOutputs();
  }

  private boolean isWhole() {
    return outputs() == 0;
  }

  public ModelSpec spec() {
    return spec;
  }

  /** The model that learns, which has room for what its head may grow to. */
  public ModelSpec wholeSpec() {
    return candidate.spec().model();
  }

  public float[] parametersView() {
    float[] base = candidate.weights().committedBase();
    return isWhole()
        ? base
        : Resizing.cut(base, wholeSpec().parameterLayout(), spec.parameterLayout());
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
    Head whole = wholeSpec().head();
    GradientEngine engine = candidate.engine();
    int width = spec.inputWidth();
    float[] dense = parityInputs.clone();
    int drawn = dense.length / width;
    List<List<Float>> inputs = lists(dense, drawn, width, width);
    standardization.apply(dense, drawn);
    float[] served = new float[drawn * whole.outputs()];
    engine.load(candidate.weights().committedBase());
    engine.forward(dense, drawn, served);
    candidate.reload();
    Loss loss = Loss.of(whole);
    (isWhole() ? loss : loss.over(outputs())).outputs(served, drawn);
    return new Parity(inputs, lists(served, drawn, whole.outputs(), spec.head().outputs()));
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
