package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import io.thalweg.model.parameters.Resizing;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpertsTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(List.of(new Feature.Categorical("a", "a", 3, 2), new Feature.Flag("x", "x")));
  private static final List<Dense> LAYERS =
      List.of(
          new Dense(3, Activation.TANH).withLayerNorm().withResidual(),
          new Dense(2, Activation.SILU));
  private static final float[] ROW = {2, 0.7f};

  private static ModelSpec spec(Architecture architecture, Head head) {
    return new ModelSpec("m", FEATURES, architecture, head, 5);
  }

  private static ModelSpec experts(int count, boolean lateral) {
    return spec(new Experts(LAYERS, count, lateral), new Head.Regression());
  }

  private static float[] random(ModelSpec spec) {
    return RandomSpecs.gaussians(new Random(3), spec.parameterLayout().length());
  }

  private static double[] logits(ModelSpec spec, float[] parameters) {
    return NaiveForward.logits(spec, parameters, new float[2], new float[] {1, 1}, ROW);
  }

  private static Tensor tensor(ModelSpec spec, String name) {
    return spec.parameterLayout().tensors().stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void choose(ModelSpec spec, float[] parameters, int expert) {
    for (int k = 0; k < ((Experts) spec.architecture()).count(); k++) {
      parameters[tensor(spec, Experts.gate(k)).offset()] = k == expert ? 1 : 0;
    }
  }

  @Test
  void eachExpertHasTensorsOfItsOwnAndLooksAtThoseBeforeIt() {
    assertThat(experts(2, true).parameterLayout().tensors())
        .extracting(t -> t.name() + t.shape())
        .containsExactly(
            "experts.0.embeddings.a.table[4, 2]",
            "experts.0.layers.0.weight[3, 3]",
            "experts.0.layers.0.bias[3]",
            "experts.0.layers.0.norm.scale[3]",
            "experts.0.layers.0.norm.shift[3]",
            "experts.0.layers.1.weight[3, 2]",
            "experts.0.layers.1.bias[2]",
            "experts.0.layers.2.weight[2, 1]",
            "experts.0.layers.2.bias[1]",
            "experts.0.gate[1]",
            "experts.1.embeddings.a.table[4, 2]",
            "experts.1.layers.0.weight[3, 3]",
            "experts.1.layers.0.bias[3]",
            "experts.1.layers.0.norm.scale[3]",
            "experts.1.layers.0.norm.shift[3]",
            "experts.1.layers.1.weight[3, 2]",
            "experts.1.layers.1.bias[2]",
            "experts.1.lateral.1.weight[3, 2]",
            "experts.1.layers.2.weight[2, 1]",
            "experts.1.layers.2.bias[1]",
            "experts.1.lateral.2.weight[2, 1]",
            "experts.1.gate[1]");
    assertThat(experts(3, false).parameterLayout().tensors())
        .noneMatch(t -> t.name().contains("lateral"));
    ModelSpec three = experts(3, true);
    assertThat(tensor(three, "experts.2.lateral.1.weight").shape()).containsExactly(6, 2);
    assertThat(tensor(three, "experts.2.lateral.2.weight").shape()).containsExactly(4, 1);
  }

  @Test
  void anExpertThatCountsAloneIsAnMlp() {
    ModelSpec spec = experts(3, false);
    ModelSpec mlp = spec(new Mlp(LAYERS), new Head.Regression());
    float[] parameters = random(spec);
    for (int k = 0; k < 3; k++) {
      choose(spec, parameters, k);
      int first = tensor(spec, "experts.%d.embeddings.a.table".formatted(k)).offset();
      int length = mlp.parameterLayout().length();
      float[] own = Arrays.copyOfRange(parameters, first, first + length);

      assertThat(logits(spec, parameters)).isEqualTo(logits(mlp, own));
    }
  }

  @Test
  void gatesWeighTheLogitsThatAreAddedUp() {
    ModelSpec spec = experts(2, false);
    float[] parameters = random(spec);
    choose(spec, parameters, 0);
    double first = logits(spec, parameters)[0];
    choose(spec, parameters, 1);
    double second = logits(spec, parameters)[0];
    parameters[tensor(spec, Experts.gate(0)).offset()] = -2;
    parameters[tensor(spec, Experts.gate(1)).offset()] = 0.5f;

    assertThat(logits(spec, parameters)[0]).isCloseTo(0.5 * second - 2 * first, within(1e-12));
  }

  @Test
  void aColumnAddsWhatThoseBeforeItMakeToItsSums() {
    FeatureSpec one = new FeatureSpec(List.of(new Feature.Flag("x", "x")));
    Experts columns = new Experts(List.of(new Dense(1, Activation.TANH)), 3, true);
    ModelSpec spec = new ModelSpec("m", one, columns, new Head.Regression(), 5);
    // Of each column weight, bias, the head's weight and bias, what it looks with, and its gate.
    float[] parameters = {
      0.5f, 0.1f, 2, 0.3f, 0, //
      -1, 0.2f, 3, 0.4f, 5, 0, //
      1.5f, -0.6f, 7, 0.8f, -2, 11, 1
    };
    double x = 0.7f;
    double expected =
        7 * Math.tanh(1.5f * x - 0.6f)
            + 0.8f
            - 2 * Math.tanh(0.5f * x + 0.1f)
            + 11 * Math.tanh(-x + 0.2f);

    double[] logits =
        NaiveForward.logits(spec, parameters, new float[1], new float[] {1}, new float[] {0.7f});
    assertThat(logits[0]).isCloseTo(expected, within(1e-12));
  }

  @Test
  void whatAHiddenLayerLooksAtGoesThroughItsFunction() {
    FeatureSpec one = new FeatureSpec(List.of(new Feature.Flag("x", "x")));
    Dense tanh = new Dense(1, Activation.TANH);
    Experts columns = new Experts(List.of(tanh, tanh), 2, true);
    ModelSpec spec = new ModelSpec("m", one, columns, new Head.Regression(), 5);
    // Twice a layer, then a layer and what it looks with, then the head likewise; gates last.
    float[] parameters = {2, 0, 1, 0, 1, 0, 0, 3, 0, 0.5f, 0.1f, -4, 6, 0.2f, 0, 1};
    double x = 0.7f;
    double before = Math.tanh(2 * x);
    double own = Math.tanh(3 * x);

    double[] logits =
        NaiveForward.logits(spec, parameters, new float[1], new float[] {1}, new float[] {0.7f});
    double expected = 6 * Math.tanh(0.5f * own + 0.1f - 4 * before) + 0.2f;
    assertThat(logits[0]).isCloseTo(expected, within(1e-12));
  }

  /** A norm doesn't see what is added to all sums alike. */
  @Test
  void whatAHiddenLayerLooksAtGoesThroughItsNorm() {
    List<Dense> layers = List.of(LAYERS.get(0), new Dense(3, Activation.SILU).withLayerNorm());
    ModelSpec spec = spec(new Experts(layers, 2, true), new Head.Regression());
    float[] parameters = random(spec);
    choose(spec, parameters, 1);
    Tensor lateral = tensor(spec, "experts.1.lateral.1.weight");
    for (int i = lateral.offset(); i < lateral.offset() + lateral.length(); i += 3) {
      Arrays.fill(parameters, i, i + 3, parameters[i]);
    }
    double looking = logits(spec, parameters)[0];
    Arrays.fill(parameters, lateral.offset(), lateral.offset() + lateral.length(), 0);

    assertThat(logits(spec, parameters)[0]).isCloseTo(looking, within(1e-12));
    parameters[lateral.offset()] = 1;
    assertThat(logits(spec, parameters)[0]).isNotCloseTo(looking, within(1e-6));
  }

  @Test
  void theFirstCountsAtTheStartAndEachBeginsWithNumbersOfItsOwn() {
    ModelSpec spec = experts(3, true);
    Experts experts = (Experts) spec.architecture();
    float[] parameters = Initializer.heNormal(spec);

    assertThat(experts.chosen(spec.parameterLayout(), parameters)).hasValue(0);
    for (int k = 0; k < 3; k++) {
      Tensor gate = tensor(spec, Experts.gate(k));
      assertThat(parameters[gate.offset()]).isEqualTo(k == 0 ? 1 : 0);
    }
    float[] first = weights(spec, parameters, 0);
    float[] second = weights(spec, parameters, 1);
    for (int i = 0; i < first.length; i++) {
      assertThat(first[i]).isNotZero().isNotEqualTo(second[i]);
    }
    Tensor lateral = tensor(spec, "experts.2.lateral.1.weight");
    assertThat(Arrays.copyOfRange(parameters, lateral.offset(), lateral.offset() + 12))
        .containsOnly(0);
  }

  private static float[] weights(ModelSpec spec, float[] parameters, int expert) {
    Tensor t = tensor(spec, "experts.%d.layers.0.weight".formatted(expert));
    return Arrays.copyOfRange(parameters, t.offset(), t.offset() + t.length());
  }

  @Test
  void gatesAreFrozenAndBelongToNoExpert() {
    ModelSpec spec = experts(11, true);
    Experts experts = (Experts) spec.architecture();
    assertThat(spec.frozenTensors()).hasSize(11).allMatch(t -> t.shape().equals(List.of(1)));
    for (Tensor t : spec.parameterLayout().tensors()) {
      boolean gate = t.name().endsWith(".gate");
      assertThat(experts.isFrozen(t.name())).isEqualTo(gate);
      for (int k = 0; k < 11; k++) {
        boolean own = t.name().startsWith("experts." + k + ".");
        assertThat(experts.isOf(k, t.name())).as(t.name()).isEqualTo(own && !gate);
      }
    }
  }

  @Test
  void anyOtherGatesChooseNobody() {
    ModelSpec spec = experts(3, false);
    Experts experts = (Experts) spec.architecture();
    ParameterLayout layout = spec.parameterLayout();
    float[] parameters = random(spec);
    assertThat(experts.chosen(layout, parameters)).isEmpty();
    choose(spec, parameters, 2);
    assertThat(experts.chosen(layout, parameters)).hasValue(2);
    parameters[tensor(spec, Experts.gate(0)).offset()] = 1;
    assertThat(experts.chosen(layout, parameters)).isEmpty();
    choose(spec, parameters, -1);
    assertThat(experts.chosen(layout, parameters)).isEmpty();
    parameters[tensor(spec, Experts.gate(1)).offset()] = 0.5f;
    assertThat(experts.chosen(layout, parameters)).isEmpty();
  }

  @Test
  void withFewerOutputsAllExpertsComputeTheFirstOnes() {
    ModelSpec wide = spec(new Experts(LAYERS, 3, true), new Head.Multiclass(5));
    ModelSpec narrow = wide.ofOutputs(2);
    float[] parameters = random(wide);
    float[] cut = Resizing.cut(parameters, wide.parameterLayout(), narrow.parameterLayout());

    double[] logits = logits(wide, parameters);
    double[] first = logits(narrow, cut);
    assertThat(first).containsExactly(Arrays.copyOf(logits, 2));
    float[] grown = random(wide);
    for (int i = 0; i < cut.length; i++) {
      cut[i] *= 2;
    }
    Resizing.copy(cut, narrow.parameterLayout(), grown, wide.parameterLayout());
    assertThat(Arrays.copyOf(logits(wide, grown), 2)).containsExactly(logits(narrow, cut));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new Experts(LAYERS, 1, false)).hasMessage("experts=1, want 2 or more");
    assertThatThrownBy(() -> new Experts(List.of(), 2, true))
        .hasMessage("lateral experts need a hidden layer, behind which one looks at another");
    Experts experts = new Experts(LAYERS, 2, false);
    assertThatThrownBy(() -> new FineTuned(experts, List.of("experts.0"), null))
        .hasMessage("experts are trained one at a time, not fine-tuned");
  }
}
