package io.thalweg.learner.train.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.learner.train.graph.GraphEngines;
import io.thalweg.model.Architecture;
import io.thalweg.model.DcnV2;
import io.thalweg.model.Gru;
import io.thalweg.model.Head;
import io.thalweg.model.Images;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.Network;
import io.thalweg.model.Operations;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.WeightInit;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.FeatureSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineChoiceTest {
  private static final List<Dense> LAYERS = List.of(new Dense(5, Activation.RELU));
  private static final ModelSpec DENSE =
      spec(
          new DcnV2(1, 0, DcnV2.Structure.STACKED, LAYERS),
          new Feature.Vector("v", "v", 6, Feature.Scaling.NONE),
          new Feature.Categorical("c", "c", 9, 2));
  private static final ModelSpec SEQUENCE =
      spec(
          new Gru(List.of("s"), 3, List.of()),
          new History(
              "s", History.Of.FIELD, "s", History.Aggregate.SEQUENCE, 4, 1, Feature.Scaling.NONE));

  private static ModelSpec spec(Architecture architecture, Feature... features) {
    FeatureSpec all = new FeatureSpec(List.of(features));
    return new ModelSpec("choice", all, architecture, new Head.Multiclass(3), 1);
  }

  @Test
  void eachChoiceOpensItsEngine() {
    assertThat(description(EngineChoice.DJL, DENSE)).startsWith("djl-pytorch ");
    assertThat(description(EngineChoice.OWN, DENSE)).startsWith("own OpenBLAS ");
  }

  @Test
  void aNetworkThatOurEngineHasNoStepsForGoesToTheOther() {
    assertThat(description(EngineChoice.OWN, SEQUENCE)).startsWith("djl-pytorch ");
    assertThat(description(EngineChoice.AUTO, SEQUENCE)).startsWith("djl-pytorch ");
  }

  /** Sees an image. */
  public static final class Seeing implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      T x =
          on.convolution(
              "c",
              on.input(),
              new Images(1, 3, 3),
              2,
              new Images.Window(3, 1, 0),
              WeightInit.ofHead());
      return on.affine("head", x, outputs, WeightInit.ofHead());
    }
  }

  @Test
  void aUsersNetworkThatOurEngineHasNoStepsForGoesToTheOther() {
    ModelSpec seeing =
        spec(
            OwnNetwork.load(Seeing.class.getName()),
            new Feature.Vector("v", "v", 9, Feature.Scaling.NONE));
    assertThat(description(EngineChoice.OWN, seeing)).startsWith("djl-pytorch ");
    assertThat(description(EngineChoice.AUTO, seeing)).startsWith("djl-pytorch ");
  }

  private static String description(EngineChoice choice, ModelSpec spec) {
    try (GradientEngine engine = choice.open(spec, 4)) {
      return engine.description();
    }
  }

  @Test
  void everyEngineIsTriedAndTheOneWithTheLeastTimeTaken() {
    List<Calibration.Tried> tried =
        Calibration.measure(
            DENSE,
            4,
            List.of(
                DjlEngines::openCpu,
                (s, rows) -> GraphEngines.open(s, rows, GraphEngines.javaKernel())),
            Duration.ofMillis(50));
    assertThat(tried).extracting(Calibration.Tried::nanos).allMatch(nanos -> nanos > 0);
    assertThat(tried.get(0).description()).startsWith("djl-pytorch ");
    assertThat(tried.get(1).description()).startsWith("own java");
    Calibration.Tried slow = new Calibration.Tried(DjlEngines::openCpu, "slow", 3);
    Calibration.Tried fast = new Calibration.Tried(DjlEngines::openCpu, "fast", 2);
    Calibration.Tried late = new Calibration.Tried(DjlEngines::openCpu, "late", 2);
    assertThat(Calibration.best(List.of(slow, fast, late))).isSameAs(fast);
  }

  @Test
  void whatWasFoundHoldsForTheProcess() {
    String first = description(EngineChoice.AUTO, DENSE);
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(description(EngineChoice.AUTO, DENSE)).isEqualTo(first);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }
}
