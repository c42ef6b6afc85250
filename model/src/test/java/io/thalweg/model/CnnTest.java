package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Cnn.Convolution;
import io.thalweg.model.Images.Window;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class CnnTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Flag("x", "x"), new Feature.Vector("p", "p", 9, Feature.Scaling.NONE)));

  private static Cnn cnn(Images shape, Window window, int filters, int pool) {
    Convolution convolution = new Convolution(filters, window, Activation.RELU, pool);
    return new Cnn("p", shape, List.of(convolution), List.of());
  }

  private static ModelSpec spec(Architecture architecture) {
    return new ModelSpec("m", FEATURES, architecture, new Head.Regression(), 5);
  }

  private static double logit(Cnn cnn, float... parameters) {
    float[] row = {10, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    float[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    return NaiveForward.logits(spec(cnn), parameters, new float[10], ones, row)[0];
  }

  @Test
  void aFilterIsASumOverEveryWindowAndOtherFeaturesComeBehindTheImage() {
    // Kernel (1, 0; 0, -2), bias 20, over (1 2 3; 4 5 6; 7 8 9): 20 + 1 - 10 = 11, then 10, 8, 7.
    // The head weighs places by 1, 10, 100 and 1000, the flag by 0.5, and adds 3.
    double logit =
        logit(
            cnn(new Images(1, 3, 3), new Window(2, 1, 0), 1, 1),
            new float[] {1, 0, 0, -2, 20, 1, 10, 100, 1000, 0.5f, 3});

    assertThat(logit).isCloseTo(11 + 100 + 800 + 7000 + 5 + 3, within(1e-9));
  }

  @Test
  void paddingIsZeroStridesSkipAndAPoolTakesTheLargest() {
    // With a padding of 1 and strides of 2, the sums are 1, 2 + 3, 4 + 7 and 5 + 6 + 8 + 9.
    Cnn strided = cnn(new Images(1, 3, 3), new Window(2, 2, 1), 1, 1);
    assertThat(logit(strided, 1, 1, 1, 1, 0, 1, 10, 100, 1000, 0, 0))
        .isCloseTo(1 + 50 + 1100 + 28_000, within(1e-9));
    Cnn pooled = cnn(new Images(1, 3, 3), new Window(2, 2, 1), 1, 2);
    assertThat(logit(pooled, 1, 1, 1, 1, 0, 1, 0, 0)).isCloseTo(28, within(1e-9));
  }

  @Test
  void channelsLieOneBehindTheOther() {
    // Three channels of one row: every filter sees one column of the 3 x 3 numbers.
    Cnn cnn = cnn(new Images(3, 1, 3), new Window(1, 1, 0), 1, 1);

    assertThat(logit(cnn, 1, 10, 100, 0, 1, 0, 0, 0, 0)).isCloseTo(741, within(1e-9));
  }

  @Test
  void weightsBeginByTheirFanIn() {
    Cnn cnn = cnn(new Images(1, 3, 3), new Window(3, 1, 0), 4000, 1);
    float[] parameters = Initializer.heNormal(spec(cnn));
    List<Tensor> tensors = spec(cnn).parameterLayout().tensors();

    assertThat(tensors)
        .extracting(Tensor::name)
        .containsExactly(
            "convolutions.0.weight", "convolutions.0.bias", "layers.0.weight", "layers.0.bias");
    assertThat(tensors.get(0).shape()).containsExactly(4000, 1, 3, 3);
    double squares = 0;
    for (int i = 0; i < 36_000; i++) {
      squares += parameters[i] * parameters[i];
    }
    assertThat(squares / 36_000).isCloseTo(2.0 / 9, within(0.01));
    assertThat(parameters[36_000]).isZero();
  }

  @Test
  void convolutionsCanBeFrozenButHaveNoAdapters() {
    Cnn cnn = cnn(new Images(1, 3, 3), new Window(2, 1, 0), 1, 1);

    assertThat(spec(new FineTuned(cnn, List.of("convolutions"), null)).frozenTensors())
        .extracting(Tensor::name)
        .containsExactly("convolutions.0.weight", "convolutions.0.bias");
    FineTuned.Adapters adapters = new FineTuned.Adapters(1, 1, List.of("convolutions.0"));
    assertThatThrownBy(() -> spec(new FineTuned(cnn, List.of(), adapters)).parameterLayout())
        .hasMessage("there is no layer convolutions.0 for an adapter, only [layers.0]");
  }
}
