package io.thalweg.learner.train.djl;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** A random network with random parameters and a random batch, all from one seed. */
final class Problem {
  static final int MAX_ROWS = 64;

  final ModelSpec spec;

  /** Of the tensors in the parameters, by name. */
  final Map<String, Integer> offsets;

  final float[] parameters;
  final int rows;
  final float[] dense;
  final float[] targets;
  final float[] weights;

  private Problem(
      ModelSpec spec,
      float[] parameters,
      int rows,
      float[] dense,
      float[] targets,
      float[] weights) {
    this.spec = spec;
    this.offsets =
        spec.parameterLayout().tensors().stream()
            .collect(Collectors.toMap(Tensor::name, Tensor::offset));
    this.parameters = parameters;
    this.rows = rows;
    this.dense = dense;
    this.targets = targets;
    this.weights = weights;
  }

  static Problem random(long seed, int hiddenLayers, ModelSpec.Activation activation, Head head) {
    SplittableRandom random = new SplittableRandom(seed);
    int width = 1 + random.nextInt(20);
    List<ModelSpec.Dense> hidden = new ArrayList<>();
    for (int i = 0; i < hiddenLayers; i++) {
      hidden.add(new ModelSpec.Dense(1 + random.nextInt(24), activation));
    }
    int rows = seed % 3 == 0 ? MAX_ROWS : 1 + random.nextInt(MAX_ROWS);
    return of(seed, width, hidden, head, rows, 0.7, random);
  }

  /** Two hidden layers of the width given over as many features, and 256 rows. */
  static Problem wide(long seed, int width, ModelSpec.Activation activation) {
    ModelSpec.Dense layer = new ModelSpec.Dense(width, activation);
    double bound = Math.sqrt(3.0 / width); // keeps the variance from layer to layer
    return of(
        seed,
        width,
        List.of(layer, layer),
        new Head.Binary(),
        256,
        bound,
        new SplittableRandom(seed));
  }

  private static Problem of(
      long seed,
      int width,
      List<ModelSpec.Dense> hidden,
      Head head,
      int rows,
      double bound,
      SplittableRandom random) {
    FeatureSpec features =
        new FeatureSpec(List.of(new Feature.Vector("v", "v", width, Feature.Scaling.NONE)));
    ModelSpec spec = new ModelSpec("random", features, hidden, head, seed);
    return of(spec, rows, bound, random);
  }

  /** A batch for this network. */
  static Problem of(long seed, ModelSpec spec) {
    SplittableRandom random = new SplittableRandom(seed);
    return of(spec, 1 + random.nextInt(MAX_ROWS), 0.7, random);
  }

  private static Problem of(ModelSpec spec, int rows, double bound, SplittableRandom random) {
    Head head = spec.head();
    float[] targets = new float[rows];
    for (int r = 0; r < rows; r++) {
      targets[r] =
          head.classes() == 0
              ? (float) random.nextDouble(-2, 2)
              : random.nextInt(Math.max(2, head.outputs()));
    }
    float[] weights = new float[rows];
    for (int r = 0; r < rows; r++) {
      weights[r] = 0.1f + random.nextInt(10) / 10f;
    }
    return new Problem(
        spec,
        floats(random, spec.parameterLayout().length(), bound),
        rows,
        input(random, spec.features(), rows),
        targets,
        weights);
  }

  /** Numbers, and of categories with vectors their positions in the table. */
  private static float[] input(SplittableRandom random, FeatureSpec features, int rows) {
    float[] dense = floats(random, rows * features.width(), 1.5);
    int column = 0;
    for (Feature f : features.features()) {
      for (int r = 0; r < rows && f.vectors().isPresent(); r++) {
        for (int i = 0; i < f.width(); i++) {
          int number = random.nextInt(f.vectors().get().largest() + 1);
          dense[r * features.width() + column + i] = number;
        }
      }
      if (f instanceof Feature.History h && h.isSequence()) {
        for (int r = 0; r < rows; r++) {
          steps(random, dense, r * features.width() + column, h.over());
        }
      }
      column += f.width();
    }
    return dense;
  }

  /** Of some the oldest are missing, of some one in the midst. */
  private static void steps(SplittableRandom random, float[] dense, int from, int steps) {
    int first = random.nextInt(steps + 1);
    int missing = random.nextInt(2 * steps);
    for (int i = 0; i < steps; i++) {
      boolean there = i >= first && i != missing;
      dense[from + i] *= there ? 1 : 0;
      dense[from + steps + i] = there ? 1 : 0;
    }
  }

  double[] row(int r) {
    double[] row = new double[spec.inputWidth()];
    for (int i = 0; i < row.length; i++) {
      row[i] = dense[r * row.length + i];
    }
    return row;
  }

  private static float[] floats(SplittableRandom random, int length, double bound) {
    float[] out = new float[length];
    for (int i = 0; i < length; i++) {
      out[i] = (float) random.nextDouble(-bound, bound);
    }
    return out;
  }
}
