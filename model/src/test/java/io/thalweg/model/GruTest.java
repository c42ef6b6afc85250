package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GruTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Flag("x", "x"),
              sequence("a", 2),
              sequence("b", 3),
              new History("mean", Of.FIELD, "a", Aggregate.MEAN, 2, 1, Scaling.NONE)));

  private static History sequence(String name, int over) {
    return new History(name, Of.FIELD, name, Aggregate.SEQUENCE, over, 1, Scaling.NONE);
  }

  private static ModelSpec spec(Architecture architecture) {
    return new ModelSpec("m", FEATURES, architecture, new Head.Regression(), 5);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Of r, u and n: W, for a value and for its presence, b, V and c; then the head's. */
  private static final float[] PARAMETERS = {
    0.5f, 0, -1, 0, 2, 0, 0.1f, 0.2f, 0.3f, 1.5f, -0.7f, 0.9f, -0.4f, 0.6f, 0.8f, 3, 0, 0, 0, 0, 0,
    0, 0, 0, 0.25f
  };

  private static double logit(float... row) {
    float[] ones = new float[row.length];
    Arrays.fill(ones, 1);
    ModelSpec spec = spec(new Gru(List.of("a"), 1, List.of()));
    return NaiveForward.logits(spec, PARAMETERS, new float[row.length], ones, row)[0];
  }

  /** The formulas, with the numbers in their places. */
  private static double step(double x, double h) {
    double r = sigmoid(0.5 * x + 0.1 + 1.5 * h - 0.4);
    double u = sigmoid(-x + 0.2 - 0.7 * h + 0.6);
    double n = Math.tanh(2 * x + 0.3 + r * (0.9 * h + 0.8));
    return (1 - u) * n + u * h;
  }

  @Test
  void eachStepMovesTheStateAndOneThatIsMissingDoesNot() {
    double both = logit(0, 0.3f, -0.8f, 1, 1, 0, 0, 0, 0, 0, 0, 0);
    double newest = logit(0, 0, -0.8f, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    double oldest = logit(0, 0.3f, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);

    assertThat(both).isCloseTo(3 * step(-0.8, step(0.3, 0)) + 0.25, within(1e-6));
    assertThat(newest).isCloseTo(3 * step(-0.8, 0) + 0.25, within(1e-6));
    assertThat(oldest).isCloseTo(3 * step(0.3, 0) + 0.25, within(1e-6));
  }

  @Test
  void tensorsAreNamedAfterInputAndStateAndCanBeFrozen() {
    ModelSpec spec = spec(new FineTuned(new Gru(List.of("b"), 4, List.of()), List.of("gru"), null));

    assertThat(spec.parameterLayout().tensors())
        .extracting(t -> t.name() + t.shape())
        .containsExactly(
            "gru.input.weight[12, 2]",
            "gru.input.bias[12]",
            "gru.state.weight[12, 4]",
            "gru.state.bias[12]",
            "layers.0.weight[10, 1]",
            "layers.0.bias[1]");
    assertThat(spec.frozenTensors())
        .extracting(Tensor::name)
        .containsExactly(
            "gru.input.weight", "gru.input.bias", "gru.state.weight", "gru.state.bias");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertRefused(
        List.of("a", "b"), "the sequences [a, b] are over [2, 3] steps, want one number for all");
    for (String none : List.of("x", "mean", "nothing")) {
      assertRefused(
          List.of(none),
          "the sequence %s needs a history of this name with the aggregate sequence"
              .formatted(none));
    }
    ModelSpec adapted =
        spec(
            new FineTuned(
                new Gru(List.of("a"), 1, List.of()),
                List.of(),
                new FineTuned.Adapters(1, 1, List.of("gru"))));
    assertThatThrownBy(adapted::parameterLayout)
        .hasMessage("there is no layer gru for an adapter, only [layers.0]");
  }

  private static void assertRefused(List<String> sequence, String message) {
    assertThatThrownBy(() -> spec(new Gru(sequence, 2, List.of())).parameterLayout())
        .hasMessage(message);
  }
}
