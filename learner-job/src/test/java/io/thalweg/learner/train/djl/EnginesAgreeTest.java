package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.graph.Gemm;
import io.thalweg.learner.train.graph.GraphEngines;
import io.thalweg.learner.train.graph.UnsupportedNetworkException;
import io.thalweg.learner.train.graph.openblas.OpenBlas;
import io.thalweg.model.Cnn;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Gru;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.Network;
import io.thalweg.model.Operations;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.WeightInit;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own engine beside DJL's, each network of {@link Networks} that it has steps for. */
public class EnginesAgreeTest {
  private static final List<Gemm.Kernel> KERNELS =
      List.of(GraphEngines.javaKernel(), OpenBlas.load());

  /**
   * What none of ours has: parts of computed values, which overlap or leave columns out; a value
   * that several steps use, or one twice; a norm of the input; pairs of four vectors, one of them
   * given; and steps that no output depends on, one of them behind it.
   */
  public static final class Knotted implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      T normal = on.layerNorm("normal", on.input());
      T h = on.affine("first", on.add("both", on.input(), normal), 6, WeightInit.glorot());
      T unused = on.affine("unused", h, 3, WeightInit.glorot());
      on.rowSum("unused.sum", on.dropout("unused.dropout", unused, 0.5f));
      T dropped = on.dropout("dropout", h, 0.25f);
      T parts =
          on.multiply(
              "parts", on.columns("left", dropped, 0, 3), on.columns("right", dropped, 2, 5));
      T twice = on.add("twice", parts, parts);
      T squares = on.rowSum("squares", on.multiply("square", h, h));
      T given = on.scale("given", on.columns("column", on.input(), 1, 2), 2);
      T second = on.affine("second", h, 4, WeightInit.glorot());
      T some = on.columns("some", second, 1, 3);
      T pairs =
          on.pairwiseDots(
              "pairs",
              List.of(
                  on.columns("h.0", h, 0, 2),
                  some,
                  on.columns("input.0", on.input(), 0, 2),
                  on.columns("h.2", h, 2, 4)));
      T all = on.concat("all", List.of(twice, squares, given, pairs));
      T out = on.affine("head", all, outputs, WeightInit.glorot());
      on.rowSum("behind", out);
      return out;
    }
  }

  private static ModelSpec knotted(Head head) {
    Feature.Vector vector = new Feature.Vector("v", "v", 6, Feature.Scaling.NONE);
    OwnNetwork network = OwnNetwork.load(Knotted.class.getName());
    return new ModelSpec("knotted", new FeatureSpec(List.of(vector)), network, head, 11);
  }

  /** What one step gives. */
  private static final class Given {
    private final double loss;
    private final float[] logits;
    private final float[] gradient;

    Given(double loss, float[] logits, float[] gradient) {
      this.loss = loss;
      this.logits = logits;
      this.gradient = gradient;
    }
  }

  static Stream<Arguments> cases() {
    List<Problem> problems = new ArrayList<>();
    for (ModelSpec spec : Networks.all()) {
      if (hasSteps(spec)) {
        problems.add(Problem.of(spec.toString().length(), spec));
      }
    }
    for (Head head : Networks.HEADS) {
      problems.add(Problem.of(8, Networks.dropping(head)));
      problems.add(Problem.of(9, knotted(head)));
    }
    for (long seed = 0; seed < 12; seed++) {
      for (ModelSpec.Activation function : ModelSpec.Activation.values()) {
        Head head = Networks.HEADS.get((int) seed % Networks.HEADS.size());
        problems.add(Problem.random(seed, (int) seed % 4, function, head));
      }
    }
    for (ModelSpec.Activation function : ModelSpec.Activation.values()) {
      problems.add(Problem.wide(5, 150, function));
    }
    return KERNELS.stream().flatMap(k -> problems.stream().map(p -> Arguments.of(k, p)));
  }

  private static boolean hasSteps(ModelSpec spec) {
    return !(plain(spec) instanceof Cnn || plain(spec) instanceof Gru);
  }

  private static Object plain(ModelSpec spec) {
    return spec.architecture() instanceof FineTuned tuned ? tuned.base() : spec.architecture();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossPredictionsAndGradientsAreThoseOfTheOtherEngine(Gemm.Kernel kernel, Problem p) {
    Given expected;
    try (GradientEngine djl = DjlEngines.openCpu(p.spec, p.rows)) {
      expected = step(djl, p, p.rows);
    }
    try (GradientEngine own = GraphEngines.open(p.spec, p.rows, kernel)) {
      Given found = step(own, p, p.rows);
      assertThat(found.loss).isCloseTo(expected.loss, within(1e-5 * Math.max(1e-3, expected.loss)));
      requireClose(found.logits, expected.logits);
      requireClose(found.gradient, expected.gradient);
    }
  }

  private static Given step(GradientEngine engine, Problem p, int rows) {
    float[] logits = new float[p.rows * p.spec.head().outputs()];
    float[] gradient = new float[p.parameters.length];
    engine.load(p.parameters);
    engine.beginStep(77);
    double loss = engine.gradient(p.dense, rows, p.targets, p.weights, logits, gradient);
    return new Given(loss, logits, gradient);
  }

  /** Within 1e-5 of the largest. */
  private static void requireClose(float[] found, float[] expected) {
    double largest = 0;
    for (float e : expected) {
      largest = Math.max(largest, Math.abs(e));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).as("at %d", i).isCloseTo(expected[i], within(1e-5 * largest));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatAStepGivesFollowsFromItsBatchAlone(Gemm.Kernel kernel, Problem p) {
    Given first;
    try (GradientEngine engine = GraphEngines.open(p.spec, p.rows, kernel)) {
      first = step(engine, p, p.rows);
    }
    try (GradientEngine engine = GraphEngines.open(p.spec, p.rows + 7, kernel)) {
      float[] logits = new float[first.logits.length];
      step(engine, p, (p.rows + 1) / 2);
      for (int i = 0; i < 2; i++) {
        Given again = step(engine, p, p.rows);
        engine.forward(p.dense, p.rows, logits);
        assertThat(again.gradient).isEqualTo(first.gradient);
        assertThat(again.loss).isEqualTo(first.loss);
        assertThat(again.logits).isEqualTo(first.logits);
        assertThat(logits).as("predictions leave nothing out").isEqualTo(first.logits);
      }
    }
  }

  static Stream<Gemm.Kernel> kernels() {
    return KERNELS.stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void learnersAtOnceGetTheBitsOfOneAlone(Gemm.Kernel kernel) {
    Problem p = Problem.wide(5, 150, ModelSpec.Activation.SILU);
    List<float[]> alone = gradients(kernel, p, 1);
    List<List<float[]>> atOnce =
        IntStream.range(0, 4).parallel().mapToObj(i -> gradients(kernel, p, 20)).toList();
    for (List<float[]> one : atOnce) {
      assertThat(one).allSatisfy(g -> assertThat(g).isEqualTo(alone.get(0)));
    }
  }

  private static List<float[]> gradients(Gemm.Kernel kernel, Problem p, int steps) {
    List<float[]> out = new ArrayList<>();
    try (GradientEngine engine = GraphEngines.open(p.spec, p.rows, kernel)) {
      for (int i = 0; i < steps; i++) {
        out.add(step(engine, p, p.rows).gradient);
      }
    }
    return out;
  }

  @Test
  void moreRowsThanThereIsRoomForAreRefused() {
    Problem p = Problem.random(1, 1, ModelSpec.Activation.RELU, new Head.Binary());
    try (GradientEngine engine = GraphEngines.open(p.spec, p.rows - 1, GraphEngines.javaKernel())) {
      assertThatThrownBy(() -> step(engine, p, p.rows))
          .hasMessage("rows=%d, this engine has room for %d".formatted(p.rows, p.rows - 1));
    }
  }

  @Test
  void aNetworkWithoutStepsIsRefused() {
    for (ModelSpec spec : Networks.all()) {
      if (!hasSteps(spec)) {
        assertThatThrownBy(() -> GraphEngines.open(spec, 4, GraphEngines.javaKernel()))
            .as(spec.toString())
            .isInstanceOf(UnsupportedNetworkException.class);
      }
    }
    ModelSpec dense = Problem.wide(1, 200, ModelSpec.Activation.RELU).spec;
    assertThatThrownBy(() -> GraphEngines.open(dense, Integer.MAX_VALUE, GraphEngines.javaKernel()))
        .isInstanceOf(UnsupportedNetworkException.class)
        .hasMessageContaining("numbers that find room in one buffer");
  }

  @Test
  void thereAreHundredsOfCases() {
    assertThat(cases()).hasSizeGreaterThan(200);
    assertThat(Arrays.asList(KERNELS.get(0).description(), KERNELS.get(1).description()))
        .doesNotHaveDuplicates();
  }
}
