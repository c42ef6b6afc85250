package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.WideAndDeep.Cross;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each architecture against the formula of its paper, written out for one row. */
class FormulasTest {
  /** Categories of 3 and 2 buckets and one number; the input is (a, x, b). */
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Categorical("a", "a", 3, 2),
              new Feature.Flag("x", "x"),
              new Feature.Categorical("b", "b", 2, 2)));

  private static final int A = 3;
  private static final float X = 0.7f;
  private static final int B = 1;
  private static final List<Dense> LAYER = List.of(new Dense(2, Activation.TANH));

  private final Random random = new Random(5);

  /** A network with random parameters. */
  private final class Network {
    private final ModelSpec spec;
    private final float[] parameters;

    Network(Architecture architecture) {
      spec = new ModelSpec("m", FEATURES, architecture, new Head.Regression(), 1);
      parameters = RandomSpecs.gaussians(random, spec.parameterLayout().length());
    }

    double logit() {
      float[] row = {A, X, B};
      float[] scale = {1, 1, 1};
      return NaiveForward.logits(spec, parameters, new float[3], scale, row)[0];
    }

    private double at(String tensor, int i) {
      for (Tensor t : spec.parameterLayout().tensors()) {
        if (t.name().equals(tensor)) {
          return parameters[t.offset() + i];
        }
      }
      throw new AssertionError(tensor + " in " + spec.parameterLayout());
    }

    /** A row of a matrix with two columns. */
    double[] pair(String tensor, int row) {
      return new double[] {at(tensor, 2 * row), at(tensor, 2 * row + 1)};
    }

    double[] input() {
      double[] a = pair("embeddings.a.table", A);
      double[] b = pair("embeddings.b.table", B);
      return new double[] {a[0], a[1], X, b[0], b[1]};
    }

    /** x0 * (W x + b) + x, where W may be the product U V of matrices with one inner column. */
    double[] cross(String name, int rank, double[] x0, double[] x) {
      double narrow = 0;
      for (int i = 0; i < 5 && rank == 1; i++) {
        narrow += x[i] * at(name + ".down.weight", i);
      }
      double[] y = new double[5];
      for (int j = 0; j < 5; j++) {
        double sum = at(name + ".bias", j);
        for (int i = 0; i < 5 && rank == 0; i++) {
          sum += x[i] * at(name + ".weight", 5 * i + j);
        }
        sum += rank == 1 ? narrow * at(name + ".weight", j) : 0;
        y[j] = x0[j] * sum + x[j];
      }
      return y;
    }

    double[] crossed(int rank) {
      return cross("cross.1", rank, input(), cross("cross.0", rank, input(), input()));
    }

    /** One tanh layer of two units and the head over it. */
    double deep(double... x) {
      double out = at("layers.1.bias", 0);
      for (int j = 0; j < 2; j++) {
        double sum = at("layers.0.bias", j);
        for (int i = 0; i < x.length; i++) {
          sum += x[i] * at("layers.0.weight", 2 * i + j);
        }
        out += Math.tanh(sum) * at("layers.1.weight", j);
      }
      return out;
    }
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1];
  }

  @Test
  void anEmbeddingIsTheRowOfItsCategory() {
    Network n = new Network(new Mlp(LAYER));
    double[] a = n.pair("embeddings.a.table", A);
    double[] b = n.pair("embeddings.b.table", B);

    assertThat(n.logit()).isCloseTo(n.deep(a[0], a[1], X, b[0], b[1]), within(1e-9));
  }

  @Test
  void wideAndDeepAddsALinearModelWithCrosses() {
    Network n = new Network(new WideAndDeep(LAYER, List.of(new Cross("a", "b"))));
    double[] a = n.pair("embeddings.a.table", A);
    double[] b = n.pair("embeddings.b.table", B);
    double wide =
        X * n.at("wide.plain.weight", 0)
            + n.at("wide.plain.bias", 0)
            + n.at("wide.categories.a.table", A)
            + n.at("wide.categories.b.table", B)
            + n.at("wide.crosses.a x b.table", A * 3 + B);

    assertThat(n.logit()).isCloseTo(wide + n.deep(a[0], a[1], X, b[0], b[1]), within(1e-9));
  }

  @Test
  void theWidePartFirstSaysNothing() {
    ModelSpec spec =
        new ModelSpec(
            "m",
            FEATURES,
            new WideAndDeep(LAYER, List.of(new Cross("a", "b"))),
            new Head.Binary(),
            1);
    float[] parameters = Initializer.heNormal(spec);
    for (Tensor t : spec.parameterLayout().tensors()) {
      for (int i = 0; i < t.length(); i++) {
        if (t.name().startsWith("wide.")) {
          assertThat(parameters[t.offset() + i]).isZero();
        } else if (!t.name().endsWith("bias")) {
          assertThat(parameters[t.offset() + i]).isNotZero();
        }
      }
    }
  }

  @Test
  void aCrossLayerMultipliesTheInputByItsSums() {
    for (int rank : new int[] {0, 1}) {
      Network n = new Network(new DcnV2(2, rank, DcnV2.Structure.STACKED, LAYER));
      double[] crossed = n.crossed(rank);
      assertThat(n.logit()).as("rank %d", rank).isCloseTo(n.deep(crossed), within(1e-9));
    }
  }

  @Test
  void inParallelTheHeadSeesBothParts() {
    Network n = new Network(new DcnV2(1, 0, DcnV2.Structure.PARALLEL, List.of()));
    double[] x0 = n.input();
    double[] crossed = n.cross("cross.0", 0, x0, x0);
    double logit = n.at("layers.0.bias", 0);
    for (int i = 0; i < 5; i++) {
      logit += crossed[i] * n.at("layers.0.weight", i) + x0[i] * n.at("layers.0.weight", 5 + i);
    }

    assertThat(n.logit()).isCloseTo(logit, within(1e-9));
  }

  @Test
  void deepFmAddsLinearSumPairsAndDeepPart() {
    Network n = new Network(new DeepFm(LAYER));
    double[] a = n.pair("embeddings.a.table", A);
    double[] v = n.pair("fields.x.weight", 0);
    double[] x = {X * v[0], X * v[1]};
    double[] b = n.pair("embeddings.b.table", B);
    double linear =
        X * n.at("wide.plain.weight", 0)
            + n.at("wide.plain.bias", 0)
            + n.at("wide.categories.a.table", A)
            + n.at("wide.categories.b.table", B);
    double[] sum = {a[0] + x[0] + b[0], a[1] + x[1] + b[1]};
    // Rendle's form of the pairs: half of the square of the sum less the sum of the squares.
    double pairs = (dot(sum, sum) - dot(a, a) - dot(x, x) - dot(b, b)) / 2;
    double deep = n.deep(a[0], a[1], x[0], x[1], b[0], b[1]);

    assertThat(n.logit()).isCloseTo(linear + pairs + deep, within(1e-9));
  }

  @Test
  void dlrmPutsTheProductsOfAllPairsUnderTheTopLayers() {
    Network n = new Network(new Dlrm(List.of(new Dense(2, Activation.TANH)), LAYER));
    double[] x = new double[2];
    for (int j = 0; j < 2; j++) {
      x[j] = Math.tanh(X * n.at("bottom.0.weight", j) + n.at("bottom.0.bias", j));
    }
    double[] a = n.pair("embeddings.a.table", A);
    double[] b = n.pair("embeddings.b.table", B);

    assertThat(n.logit())
        .isCloseTo(n.deep(x[0], x[1], dot(x, a), dot(x, b), dot(a, b)), within(1e-9));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertRefused(
        new WideAndDeep(LAYER, List.of(new Cross("a", "x"))),
        "the cross with x needs a categorical feature of this name with an embedding");
    assertRefused(
        new Dlrm(LAYER.subList(0, 0), LAYER),
        "the last bottom layer of dlrm has 0 units, want 2 as the embeddings have");
    ModelSpec classes = new ModelSpec("m", FEATURES, new DeepFm(LAYER), new Head.Multiclass(3), 1);
    assertThatThrownBy(classes::parameterLayout)
        .hasMessage("deepfm is for heads of one output, this one has 3");
    FeatureSpec plain = new FeatureSpec(List.of(new Feature.Flag("x", "x")));
    ModelSpec nothing = new ModelSpec("m", plain, new DeepFm(LAYER), new Head.Binary(), 1);
    assertThatThrownBy(nothing::parameterLayout)
        .hasMessage("deepfm needs features with one and the same embedding, found []");
  }

  private static void assertRefused(Architecture architecture, String message) {
    ModelSpec spec = new ModelSpec("m", FEATURES, architecture, new Head.Binary(), 1);
    assertThatThrownBy(spec::parameterLayout).hasMessage(message);
  }
}
