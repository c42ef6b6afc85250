package io.thalweg.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.Network;
import io.thalweg.model.Operations;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.WeightInit;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs in which names don't say what is meant. */
class OnnxGraphTest {
  private final OnnxGraph graph = new OnnxGraph("g");

  /** Scales twice under one name, without parameters that would tell. */
  public static final class TwiceTheSame implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      T once = on.scale("half", on.input(), 0.5f);
      T twice = on.scale("half", once, 0.5f);
      return on.affine("a", twice, outputs, WeightInit.ofHead());
    }
  }

  @BeforeEach
  void begin() {
    graph.input("x", 2);
    graph.constant("c", List.of(1), new float[] {3}, 0);
    graph.node("Mul", "y", "x", "c");
  }

  private static void assertTwice(Runnable more, String name) {
    assertThatThrownBy(more::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the graph has two values called '%s'; give one another name", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "c", "y"})
  void aNameIsGivenOnceWhateverItNames(String name) {
    assertTwice(
        () -> {
          graph.node("Relu", name, "x");
          graph.toModel();
        },
        name);
  }

  @Test
  void soItIsWithConstantsAndInputs() {
    assertTwice(() -> graph.constant("c", List.of(1), new float[1], 0), "c");
    assertTwice(() -> graph.integers("x", 1), "x");
    assertTwice(() -> graph.input("c", 2), "c");
  }

  @Test
  void whatNobodyHasDefinedIsNotRead() {
    graph.node("Add", "z", "y", "nowhere");
    assertThatThrownBy(graph::toModel)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node z reads nowhere, which the graph doesn't have");
  }

  @Test
  void whatIsDefinedAndAnInputThatIsLeftOutAre() {
    graph.node("Clip", "z", "y", "", "c");
    assertThat(graph.toModel()).isNotEmpty();
  }

  @Test
  void aNetworkThatGivesOneNameTwiceIsRefusedWhenItIsExported() {
    ModelSpec spec =
        new ModelSpec(
            "m",
            new FeatureSpec(List.of(new Feature.Flag("a", "a"))),
            OwnNetwork.load(TwiceTheSame.class.getName()),
            new Head.Regression(),
            0);
    float[] parameters = new float[spec.parameterLayout().length()];
    assertThatThrownBy(() -> OnnxExporter.export(spec, parameters, new float[1], new float[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the graph has two values called 'half");
  }
}
