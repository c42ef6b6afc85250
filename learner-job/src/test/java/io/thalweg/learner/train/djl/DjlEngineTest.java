package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.LogitGradient;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.Network;
import io.thalweg.model.Operations;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.WeightInit;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DjlEngineTest {
  private static final long MOST_GROWTH_KIB = 12 << 10;

  private static final List<Head> HEADS =
      List.of(new Head.Binary(), new Head.Multiclass(5), new Head.Regression());

  private static List<Problem> problems(ModelSpec.Activation activation) {
    List<Problem> problems = new ArrayList<>();
    long seed = 0;
    for (Head head : HEADS) {
      for (int hidden = 0; hidden <= 3; hidden++) {
        for (int i = 0; i < 4; i++) {
          problems.add(Problem.random(++seed, hidden, activation, head));
        }
      }
    }
    return problems;
  }

  @ParameterizedTest
  @EnumSource(names = {"RELU", "TANH"})
  void lossLogitsAndGradientsAreThoseOfANaiveNetworkInFloat64(ModelSpec.Activation activation) {
    for (Problem p : problems(activation)) {
      NaiveNetwork naive = new NaiveNetwork(p.spec);
      int outputs = p.spec.head().outputs();
      double[] expectedLogits = new double[p.rows * outputs];
      double[] expectedGradient = new double[p.parameters.length];
      double expectedLoss = 0;
      for (int r = 0; r < p.rows; r++) {
        double[] z = naive.logits(p.parameters, p.row(r));
        System.arraycopy(z, 0, expectedLogits, r * outputs, outputs);
        double share = (double) p.weights[r] / p.rows;
        expectedLoss += share * NaiveNetwork.loss(p.spec.head(), z, p.targets[r]);
        naive.addGradient(p.parameters, p.row(r), p.targets[r], share, expectedGradient);
      }
      float[] logits = new float[Problem.MAX_ROWS * outputs];
      float[] alone = new float[Problem.MAX_ROWS * outputs];
      float[] gradient = new float[p.parameters.length];
      try (GradientEngine engine = DjlEngines.openCpu(p.spec, Problem.MAX_ROWS)) {
        engine.load(p.parameters);
        double loss = engine.gradient(p.dense, p.rows, p.targets, p.weights, logits, gradient);
        assertThat(loss).as("loss of " + p.spec).isCloseTo(expectedLoss, within(1e-4));
        engine.forward(p.dense, p.rows, alone);
      }
      assertClose("logits of " + p.spec, logits, expectedLogits);
      assertClose("gradient of " + p.spec, gradient, expectedGradient);
      assertThat(alone).as("forward and gradient predict the same").isEqualTo(logits);
    }
  }

  @Test
  void aSecondCloseDoesNothing() {
    Problem p = problems(ModelSpec.Activation.RELU).get(0);
    GradientEngine engine = DjlEngines.openCpu(p.spec, 1);
    engine.close();
    engine.close();
    try (GradientEngine another = DjlEngines.openCpu(p.spec, Problem.MAX_ROWS)) {
      another.load(p.parameters);
      float[] logits = new float[Problem.MAX_ROWS * p.spec.head().outputs()];
      another.forward(p.dense, p.rows, logits);
      assertThat(logits[0]).isFinite();
    }
  }

  /** Makes a layer that nothing comes of. */
  public static final class DeadEnd implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      on.affine("dead", on.input(), 3, WeightInit.ofHead());
      return on.affine("head", on.input(), outputs, WeightInit.ofHead());
    }
  }

  @Test
  void aParameterWithoutAPathToTheOutputHasAGradientOf0() {
    ModelSpec spec =
        new ModelSpec(
            "m",
            new FeatureSpec(List.of(new Feature.Vector("v", "v", 2, Feature.Scaling.NONE))),
            OwnNetwork.load(DeadEnd.class.getName()),
            new Head.Regression(),
            1);
    float[] parameters = Initializer.heNormal(spec);
    float[] gradient = new float[parameters.length];
    try (GradientEngine engine = DjlEngines.openCpu(spec, 1)) {
      engine.load(parameters);
      for (int step = 0; step < 3; step++) {
        Arrays.fill(gradient, 7);
        engine.gradient(
            new float[] {1, 2}, 1, new float[] {100}, new float[] {1}, new float[1], gradient);
        assertThat(Arrays.copyOf(gradient, 9)).as("dead").containsOnly(0);
        assertThat(Arrays.copyOfRange(gradient, 9, 12)).as("head").doesNotContain(0, 7);
        assertThat(gradient[10]).isEqualTo(2 * gradient[9]);
      }
    }
  }

  /** To 1e-4 of the largest expected value. */
  private static void assertClose(String what, float[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("%s at %d", what, i)
          .isCloseTo(expected[i], within(1e-4 * largest + 1e-9));
    }
  }

  @Test
  void gradientsAreTheFiniteDifferencesOfTheLoss() {
    for (Head head : HEADS) {
      Problem p = Problem.random(21, 2, ModelSpec.Activation.TANH, head);
      float[] logits = new float[p.rows * head.outputs()];
      float[] gradient = new float[p.parameters.length];
      try (GradientEngine engine = DjlEngines.openCpu(p.spec, p.rows)) {
        engine.load(p.parameters);
        engine.gradient(p.dense, p.rows, p.targets, p.weights, logits, gradient);
        for (int i = 0; i < p.parameters.length; i += 7) {
          float h = 1e-2f;
          double difference = lossAt(engine, p, i, h, logits) - lossAt(engine, p, i, -h, logits);
          assertThat((double) gradient[i])
              .as(head + " parameter " + i)
              .isCloseTo(difference / (2 * h), within(1e-3));
        }
      }
    }
  }

  @Test
  void aLossOfTheCallersGivesTheFiniteDifferencesOfThatLoss() {
    Problem p = Problem.random(21, 2, ModelSpec.Activation.TANH, new Head.Multiclass(3));
    LogitGradient fourths =
        (z, rows, dz) -> {
          double sum = 0;
          for (int i = 0; i < rows * 3; i++) {
            sum += (i % 4 - 1) * Math.pow(z[i], 4);
            dz[i] = (float) ((i % 4 - 1) * 4 * Math.pow(z[i], 3));
          }
          return sum;
        };
    float[] logits = new float[p.rows * 3];
    float[] dz = new float[logits.length];
    float[] gradient = new float[p.parameters.length];
    try (GradientEngine engine = DjlEngines.openCpu(p.spec, p.rows)) {
      engine.load(p.parameters);
      double loss = engine.gradient(p.dense, p.rows, fourths, logits, gradient);
      assertThat(loss).isEqualTo(fourths.of(logits, p.rows, dz));
      for (int i = 0; i < gradient.length; i += 5) {
        double difference = 0;
        for (int sign : new int[] {1, -1}) {
          float[] moved = p.parameters.clone();
          moved[i] += sign * 5e-3f;
          engine.load(moved);
          engine.forward(p.dense, p.rows, logits);
          difference += sign * fourths.of(logits, p.rows, dz);
        }
        assertThat((double) gradient[i])
            .as("parameter " + i)
            .isCloseTo(difference / 1e-2, within(1e-2 * Math.max(1, Math.abs(gradient[i]))));
      }
    }
  }

  private static double lossAt(GradientEngine engine, Problem p, int i, float h, float[] logits) {
    float[] moved = p.parameters.clone();
    moved[i] += h;
    engine.load(moved);
    engine.forward(p.dense, p.rows, logits);
    double sum = 0;
    int outputs = p.spec.head().outputs();
    for (int r = 0; r < p.rows; r++) {
      double[] z = new double[outputs];
      for (int o = 0; o < outputs; o++) {
        z[o] = logits[r * outputs + o];
      }
      sum += p.weights[r] * NaiveNetwork.loss(p.spec.head(), z, p.targets[r]) / p.rows;
    }
    return sum;
  }

  @Test
  void loadingOtherParametersChangesTheNextResultAndLoadingTheOldOnesBringsItBack() {
    Problem p = Problem.random(5, 2, ModelSpec.Activation.RELU, new Head.Binary());
    float[] mirrored = p.parameters.clone();
    float[] first = new float[p.rows];
    float[] second = new float[p.rows];
    float[] gradient = new float[mirrored.length];
    float[] again = new float[mirrored.length];
    try (GradientEngine engine = DjlEngines.openCpu(p.spec, p.rows)) {
      engine.load(mirrored);
      engine.gradient(p.dense, p.rows, p.targets, p.weights, first, gradient);
      mirrored[mirrored.length - 1] += 1; // the head's bias; not loaded yet
      engine.gradient(p.dense, p.rows, p.targets, p.weights, second, again);
      assertThat(second).isEqualTo(first);
      assertThat(again).as("gradients don't pile up").isEqualTo(gradient);
      engine.load(mirrored);
      engine.forward(p.dense, p.rows, second);
      for (int r = 0; r < p.rows; r++) {
        assertThat(second[r] - first[r]).isCloseTo(1f, within(1e-5f));
      }
      engine.load(p.parameters);
      engine.gradient(p.dense, p.rows, p.targets, p.weights, second, again);
      assertThat(second).isEqualTo(first);
      assertThat(again).isEqualTo(gradient);
    }
  }

  @Test
  void twoEnginesOnTwoThreadsGiveTheBitsThatTheyGiveOneAfterTheOther() throws Exception {
    Problem relu = Problem.random(31, 3, ModelSpec.Activation.RELU, new Head.Multiclass(4));
    Problem tanh = Problem.random(33, 2, ModelSpec.Activation.TANH, new Head.Binary());
    float[] reluAlone = descend(relu, 500);
    float[] tanhAlone = descend(tanh, 500);
    assertThat(descend(relu, 500)).as("the same twice").isEqualTo(reluAlone);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CyclicBarrier together = new CyclicBarrier(2);
      Future<float[]> first = threads.submit(() -> descendAfter(together, relu));
      Future<float[]> second = threads.submit(() -> descendAfter(together, tanh));
      assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(reluAlone);
      assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(tanhAlone);
    } finally {
      threads.shutdownNow();
    }
  }

  private static float[] descendAfter(CyclicBarrier together, Problem p) throws Exception {
    together.await(20, TimeUnit.SECONDS);
    return descend(p, 500);
  }

  private static float[] descend(Problem p, int steps) {
    try (GradientEngine engine = DjlEngines.openCpu(p.spec, p.rows)) {
      return descend(engine, p, steps);
    }
  }

  private static float[] descend(GradientEngine engine, Problem p, int steps) {
    float[] parameters = p.parameters.clone();
    float[] gradient = new float[parameters.length];
    float[] logits = new float[p.rows * p.spec.head().outputs()];
    for (int s = 0; s < steps; s++) {
      engine.load(parameters);
      engine.gradient(p.dense, p.rows, p.targets, p.weights, logits, gradient);
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] -= 0.05f * gradient[i];
      }
    }
    return parameters;
  }

  /**
   * Arrays are counted by DJL. What only libtorch knows of shows in the process's resident memory,
   * from which the Java heap is taken out.
   */
  @Test
  void manyStepsLeaveNothingBehind() throws IOException {
    Problem p = Problem.random(9, 2, ModelSpec.Activation.RELU, new Head.Binary());
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try (DjlEngine engine = new DjlEngine(p.spec, Problem.MAX_ROWS, manager)) {
      float[] logits = new float[p.rows];
      descend(engine, p, 2_000);
      engine.forward(p.dense, p.rows, logits);
      int arrays = manager.getManagedArrays().size();
      long leastGrowth = Long.MAX_VALUE;
      for (int stretch = 0; stretch < 8 && leastGrowth >= MOST_GROWTH_KIB; stretch++) {
        long kib = nativeKib();
        descend(engine, p, 5_000);
        for (int i = 0; i < 1_000; i++) {
          engine.forward(p.dense, p.rows, logits);
        }
        leastGrowth = Math.min(leastGrowth, nativeKib() - kib);
      }
      assertThat(manager.getManagedArrays()).hasSize(arrays);
      // A leak grows in every stretch, by some 30 MiB for one tensor of this batch a step; a JVM
      // that compiles, or whose heap becomes resident, in a few.
      assertThat(leastGrowth).as("least growth in KiB").isLessThan(MOST_GROWTH_KIB);
    }
  }

  private static long nativeKib() throws IOException {
    long heapKib = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() >> 10;
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) - heapKib;
      }
    }
    throw new IOException("no VmRSS in /proc/self/status");
  }
}
