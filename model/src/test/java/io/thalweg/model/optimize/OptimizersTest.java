package io.thalweg.model.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.parameters.ParameterLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten steps down the bowl sum(c (p - target)^2 / 2), of a matrix of two by two and a bias of two,
 * against tables that {@code tables.py}, beside {@code tables.csv}, works out in float64 from the
 * papers' formulas, one number at a time.
 */
class OptimizersTest {
  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder().add("weight", 2, 2).add("bias", 2).build();
  private static final float[] START = {0.5f, -1, 0.25f, 2, 0, 0.1f};
  private static final float[] TARGET = {1, -2, 0.5f, 1, 3, -0.5f};
  private static final float[] CURVATURE = {1, 10, 0.2f, 2, 0.5f, 4};

  private static final DescentSpec PLAIN = DescentSpec.PLAIN;
  private static final WeightDecay MATRICES = new WeightDecay(0.1f, WeightDecay.Of.MATRICES);
  private static final WeightDecay ALL = new WeightDecay(0.1f, WeightDecay.Of.ALL);
  private static final OptimizerSpec.Sgd SGD = new OptimizerSpec.Sgd(0.05f, 0);
  private static final OptimizerSpec.Adam ADAM = OptimizerSpec.Adam.defaults(0.1f);
  private static final OptimizerSpec.AdamW ADAMW =
      new OptimizerSpec.AdamW(0.1f, 0.9f, 0.999f, 1e-8f);
  private static final OptimizerSpec.Ftrl FTRL = new OptimizerSpec.Ftrl(0.5f, 1, 0.3f, 0.1f);

  private record Way(OptimizerSpec spec, DescentSpec how) {}

  private static final Map<String, Way> WAYS =
      Map.ofEntries(
          Map.entry("sgd", new Way(SGD, PLAIN)),
          Map.entry("momentum", new Way(new OptimizerSpec.Sgd(0.05f, 0.5f), PLAIN)),
          Map.entry("nesterov", new Way(new OptimizerSpec.Nesterov(0.05f, 0.5f), PLAIN)),
          Map.entry("adagrad", new Way(new OptimizerSpec.Adagrad(0.5f, 1e-10f), PLAIN)),
          Map.entry("rmsprop", new Way(new OptimizerSpec.RmsProp(0.05f, 0.9f, 1e-8f), PLAIN)),
          Map.entry("adam", new Way(ADAM, PLAIN)),
          Map.entry("adamw", new Way(ADAMW, PLAIN.withDecay(MATRICES))),
          Map.entry("adamw-all", new Way(ADAMW, PLAIN.withDecay(ALL))),
          Map.entry(
              "lamb",
              new Way(
                  new OptimizerSpec.Lamb(0.05f, 0.9f, 0.999f, 1e-6f), PLAIN.withDecay(MATRICES))),
          Map.entry(
              "lars",
              new Way(new OptimizerSpec.Lars(0.1f, 0.9f, 0.02f), PLAIN.withDecay(MATRICES))),
          Map.entry("adafactor", new Way(OptimizerSpec.Adafactor.defaults(0.1f), PLAIN)),
          Map.entry("ftrl", new Way(FTRL, PLAIN)),
          Map.entry("ftrl-from-zero", new Way(FTRL, PLAIN)),
          Map.entry("sgd-l2", new Way(SGD, PLAIN.withDecay(new WeightDecay(0.5f, MATRICES.of())))),
          Map.entry("sgd-l2-all", new Way(SGD, PLAIN.withDecay(new WeightDecay(0.5f, ALL.of())))),
          Map.entry("sgd-clipped", new Way(new OptimizerSpec.Sgd(0.1f, 0), PLAIN.withClipNorm(2))),
          Map.entry(
              "adam-cosine",
              new Way(
                  ADAM, PLAIN.withSchedule(new RateSchedule(new RateSchedule.Cosine(5), 3, 0.1)))));

  private static List<String[]> table() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OptimizersTest.class.getResourceAsStream("tables.csv"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(line -> line.split(",", -1)).toList();
    }
  }

  static Set<String> ways() {
    return new TreeSet<>(WAYS.keySet());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyOptimizerFollowsItsTable(String name) throws IOException {
    Way way = Objects.requireNonNull(WAYS.get(name));
    Descent descent = new Descent(way.spec(), way.how(), LAYOUT);
    float[] parameters = name.endsWith("from-zero") ? new float[6] : START.clone();
    int steps = 0;
    for (String[] row : table()) {
      if (row[0].equals(name)) {
        descent.step(parameters, gradient(parameters));
        steps++;
        for (int i = 0; i < 6; i++) {
          assertThat((double) parameters[i])
              .as("step %s, parameter %d", row[1], i)
              .isCloseTo(Double.parseDouble(row[2 + i]), within(4e-6));
        }
      }
    }
    assertThat(steps).isEqualTo(10);
  }

  @Test
  void everyTableIsFollowed() throws IOException {
    assertThat(table()).extracting(row -> row[0]).hasSameElementsAs(WAYS.keySet());
  }

  @Test
  void everyOptimizerHasATable() {
    Set<Class<?>> followed = new TreeSet<>((a, b) -> a.getName().compareTo(b.getName()));
    WAYS.values().forEach(way -> followed.add(way.spec().getClass()));
    assertThat(OptimizerSpec.class.getPermittedSubclasses())
        .allSatisfy(permitted -> assertThat(followed).contains(permitted));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aRestoredOptimizerTakesTheSameStepsBitByBit(String name) {
    Way way = Objects.requireNonNull(WAYS.get(name));
    DescentSpec how = way.how().withAccumulate(2);
    Descent descent = new Descent(way.spec(), how, LAYOUT);
    float[] parameters = START.clone();
    for (int i = 0; i < 7; i++) {
      descent.step(parameters, gradient(parameters));
    }
    DescentState state = descent.toState();
    Descent restored = new Descent(way.spec(), how, LAYOUT);
    restored.restore(state);
    float[] copy = parameters.clone();

    assertThat(state.steps()).isEqualTo(3);
    assertThat(state.accumulated()).isEqualTo(1);
    for (int i = 0; i < 7; i++) {
      descent.step(parameters, gradient(parameters));
      restored.step(copy, gradient(copy));
      assertThat(copy).isEqualTo(parameters);
    }
  }

  @Test
  void adafactorKeepsRowsAndColumnsOfAMatrixAndAllOfAVector() {
    ParameterLayout layout =
        ParameterLayout.builder()
            .add("weight", 300, 200)
            .add("bias", 200)
            .add("kernel", 8, 4, 3, 3)
            .build();
    float[][] slots =
        Optimizers.create(OptimizerSpec.Adafactor.defaults(0.01f), layout).slotsView();
    assertThat(slots).hasNumberOfRows(3);
    assertThat(slots[0]).hasSize(300 + 8);
    assertThat(slots[1]).hasSize(200 + 4 * 3 * 3);
    assertThat(slots[2]).hasSize(200);
  }

  /** Of rank one the second moments are their factors, and so the first step is by signs alone. */
  @Test
  void adafactorLosesNothingOfAMatrixOfRankOne() {
    ParameterLayout layout = ParameterLayout.builder().add("weight", 3, 4).build();
    Optimizer optimizer = Optimizers.create(OptimizerSpec.Adafactor.defaults(0.01f), layout);
    float[] parameters = new float[12];
    float[] gradient = new float[12];
    for (int i = 0; i < 12; i++) {
      parameters[i] = 1;
      gradient[i] = (i / 4 + 1) * (i % 4 - 1.5f);
    }
    optimizer.step(parameters, gradient, 0.01f);
    for (int i = 0; i < 12; i++) {
      assertThat(parameters[i]).isCloseTo(1 - 0.01f * Math.signum(gradient[i]), within(1e-6f));
    }
  }

  /** What adds up to no more than l1 leaves a weight at exactly 0. */
  @ParameterizedTest
  @MethodSource("ways")
  void whereAScheduleHasEndedAtZeroNothingMovesAnyMore(String name) {
    Way way = Objects.requireNonNull(WAYS.get(name));
    Optimizer optimizer = Optimizers.create(way.spec(), LAYOUT);
    float[] parameters = {1, -2, 0, 0.5f, 1e-6f, 3};
    float[] start = parameters.clone();
    for (int i = 0; i < 20; i++) {
      optimizer.step(parameters, new float[] {1, 2, 3, -1, 0, 0.5f}, 0);
    }
    for (int i = 0; i < start.length; i++) {
      assertThat(parameters[i]).isCloseTo(start[i], within(1e-5f));
    }
  }

  @Test
  void ftrlLeavesOutWhatCancels() {
    Optimizer optimizer = Optimizers.create(new OptimizerSpec.Ftrl(0.5f, 1, 2, 0), LAYOUT);
    float[] parameters = new float[6];
    for (int i = 0; i < 50; i++) {
      float turn = i % 2 == 0 ? 1 : -1;
      optimizer.step(parameters, new float[] {turn, 1, -1.5f * turn, -1, 0, 0.01f}, 0.5f);
    }
    assertThat(parameters[0]).isZero();
    assertThat(parameters[2]).isZero();
    assertThat(parameters[4]).isZero();
    assertThat(parameters[5]).isZero();
    assertThat(parameters[1]).isLessThan(-1);
    assertThat(parameters[3]).isGreaterThan(1);
  }

  /** Rounds move parameters, and schedules the rate: the step starts from what is there. */
  @Test
  void ftrlGoesOnFromWhereARoundHasPutIt() {
    Optimizer optimizer = Optimizers.create(FTRL, LAYOUT);
    float[] parameters = START.clone();
    for (int i = 0; i < 5; i++) {
      optimizer.step(parameters, gradient(parameters), 0.5f);
    }
    for (int i = 0; i < 6; i++) {
      parameters[i] *= 3;
    }
    float[] moved = parameters.clone();
    optimizer.step(parameters, new float[6], 0.25f);
    assertThat(parameters).containsExactly(moved, within(1e-5f));
  }

  @Test
  void aTensorOfZerosOrWithoutGradientTakesAPlainStep() {
    float[] zeros = new float[6];
    float[] ones = {1, 1, 1, 1, 1, 1};
    Optimizers.create(new OptimizerSpec.Lars(0.1f, 0, 0.02f), LAYOUT).step(zeros, ones, 0.1f);
    assertThat(zeros).containsExactly(-0.1f, -0.1f, -0.1f, -0.1f, -0.1f, -0.1f);
    float[] resting = ones.clone();
    Optimizers.create(new OptimizerSpec.Lamb(0.1f, 0.9f, 0.999f, 1e-6f), LAYOUT)
        .step(resting, new float[6], 0.1f);
    assertThat(resting).isEqualTo(ones);
  }

  @Test
  void refusesTheStateOfAnotherOptimizerAndOfAnotherForm() {
    DescentState adam = new Descent(ADAM, PLAIN, LAYOUT).toState();
    assertThatThrownBy(() -> new Descent(ADAMW, PLAIN, LAYOUT).restore(adam))
        .hasMessage(
            "the checkpoint holds the state of the optimizer adam, the pipeline has adamw;"
                + " restore training.optimizer or begin anew with --fresh");
    assertThatThrownBy(() -> Optimizers.create(SGD, LAYOUT).restore(1, adam.slots()))
        .hasMessage("optimizer state: steps=1, slots=2, expected slots=0");
    assertThatThrownBy(() -> Optimizers.create(ADAM, LAYOUT).restore(1, new float[2][3]))
        .hasMessage("optimizer state: slot 0 has length=3, expected=6");
  }

  @Test
  void refusesArraysOfAnotherLengthAndConstantsOutsideOfTheirRange() {
    assertThatThrownBy(() -> Optimizers.create(ADAM, LAYOUT).step(new float[6], new float[2], 0.1f))
        .hasMessage("optimizer step: parameters=6, gradient=2, expected=6");
    List<Runnable> wrong = new ArrayList<>();
    wrong.add(() -> new OptimizerSpec.Sgd(0, 0));
    wrong.add(() -> new OptimizerSpec.Ftrl(Float.POSITIVE_INFINITY, 1, 0, 0));
    wrong.add(() -> new OptimizerSpec.Adam(1, 1, 0, 1));
    wrong.add(() -> new OptimizerSpec.Ftrl(1, 1, -1, 0));
    assertThat(wrong)
        .extracting(OptimizersTest::refusal)
        .containsExactly(
            "learningRate=0.0, want a number above 0",
            "learningRate=Infinity, want a number above 0",
            "beta1=1.0, want 0 <= beta1 < 1",
            "l1=-1.0, want 0 or more");
  }

  private static String refusal(Runnable wrong) {
    try {
      wrong.run();
      return "none";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static float[] gradient(float[] p) {
    float[] gradient = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      gradient[i] = CURVATURE[i] * (p[i] - TARGET[i]);
    }
    return gradient;
  }
}
