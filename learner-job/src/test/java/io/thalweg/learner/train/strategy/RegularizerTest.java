package io.thalweg.learner.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RegularizerTest {
  private static final int LENGTH = 7;
  private static final Regularization.Ewc EWC = new Regularization.Ewc(3, 0.5, 2);
  private static final Regularization.Si SI = new Regularization.Si(0.7, 0.1);

  private final SplittableRandom random = new SplittableRandom(5);

  private float[] vector() {
    float[] out = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      out[i] = (float) random.nextDouble(-1, 1);
    }
    return out;
  }

  /** Both, after two consolidations. */
  private List<Regularizer> used() {
    List<Regularizer> all = List.of(Regularizer.ewc(EWC, LENGTH), Regularizer.si(SI, LENGTH));
    float[] parameters = vector();
    for (int step = 0; step < 40; step++) {
      float[] before = parameters;
      float[] gradient = vector();
      parameters = before.clone();
      for (int i = 0; i < LENGTH; i++) {
        parameters[i] -= 0.1f * gradient[i];
      }
      for (Regularizer r : all) {
        r.rowGradient(vector());
        r.moved(gradient, before, parameters);
        if (step == 19 || step == 39) {
          r.consolidate(parameters);
        }
      }
    }
    return all;
  }

  @Test
  void gradientsAreTheFiniteDifferencesOfThePenalty() {
    for (Regularizer r : used()) {
      float[] at = vector();
      float[] gradient = new float[LENGTH];
      r.addGradient(at, gradient);
      for (int i = 0; i < LENGTH; i++) {
        float[] up = at.clone();
        float[] down = at.clone();
        up[i] += 0.25f;
        down[i] -= 0.25f;
        double difference = (r.penalty(up) - r.penalty(down)) / 0.5;
        assertThat((double) gradient[i]).as("%s %d", r, i).isCloseTo(difference, within(1e-4));
      }
      assertThat(r.penalty(at)).isGreaterThan(0.01);
    }
  }

  @Test
  void nothingIsHeldOnToBeforeTheFirstConsolidation() {
    for (Regularizer r : List.of(Regularizer.ewc(EWC, LENGTH), Regularizer.si(SI, LENGTH))) {
      r.rowGradient(vector());
      r.moved(vector(), vector(), vector());
      float[] gradient = new float[LENGTH];
      r.addGradient(vector(), gradient);
      assertThat(gradient).containsOnly(0);
      assertThat(r.penalty(vector())).isZero();
    }
  }

  @Test
  void fisherInformationIsTheWeightedMeanOfSquaresAndFadesByGamma() {
    Regularizer ewc = Regularizer.ewc(EWC, LENGTH);
    double[] naive = new double[LENGTH];
    float[] anchor = new float[0];
    for (int task = 0; task < 2; task++) {
      double[] running = new double[LENGTH];
      double weight = 0;
      for (int row = 0; row < 30; row++) {
        float[] g = vector();
        ewc.rowGradient(g);
        for (int i = 0; i < LENGTH; i++) {
          running[i] = running[i] * 511 / 512 + (double) g[i] * g[i] / 512;
        }
        weight = weight * 511 / 512 + 1.0 / 512;
      }
      anchor = vector();
      ewc.consolidate(anchor);
      for (int i = 0; i < LENGTH; i++) {
        naive[i] = 0.5 * naive[i] + running[i] / weight;
      }
    }
    float[] at = vector();
    float[] gradient = new float[LENGTH];
    ewc.addGradient(at, gradient);
    for (int i = 0; i < LENGTH; i++) {
      double expected = 3 * naive[i] * (at[i] - anchor[i]);
      assertThat((double) gradient[i]).isCloseTo(expected, within(1e-4));
    }
  }

  @Test
  void importanceIsThePathIntegralOverTheSquareOfTheWay() {
    Regularizer si = Regularizer.si(SI, LENGTH);
    float[] start = vector();
    float[] parameters = start;
    double[] path = new double[LENGTH];
    for (int step = 0; step < 20; step++) {
      float[] gradient = vector();
      float[] next = vector();
      si.moved(gradient, parameters, next);
      for (int i = 0; i < LENGTH; i++) {
        path[i] -= (double) gradient[i] * (next[i] - parameters[i]);
      }
      parameters = next;
    }
    si.consolidate(parameters);
    float[] at = vector();
    double expected = 0;
    for (int i = 0; i < LENGTH; i++) {
      double way = (double) parameters[i] - start[i];
      double moved = (double) at[i] - parameters[i];
      expected += 0.7 * Math.max(0, path[i]) / (way * way + 0.1) * moved * moved;
    }
    assertThat(si.penalty(at)).isCloseTo(expected, within(1e-3 * expected));
  }

  @Test
  void aStepIsCreditedWithTheMeanOfTheGradientsThatItWentDownAlsoAfterARestore() {
    float[] start = vector();
    float[] end = vector();
    float[] at = vector();
    List<float[]> gradients = List.of(vector(), vector(), vector());
    float[] mean = new float[LENGTH];
    for (float[] gradient : gradients) {
      for (int i = 0; i < LENGTH; i++) {
        mean[i] += gradient[i] / 3;
      }
    }
    Regularizer once = Regularizer.si(SI, LENGTH);
    once.moved(mean, start, end);
    once.consolidate(end);
    Regularizer first = Regularizer.si(SI, LENGTH);
    first.waits(gradients.get(0));
    Regularizer si = Regularizer.si(SI, LENGTH);
    si.restore(first.state());
    si.waits(gradients.get(1));
    si.moved(gradients.get(2), start, end);
    si.consolidate(end);
    assertThat(si.penalty(at)).isPositive().isCloseTo(once.penalty(at), within(1e-5));
    si.moved(mean, end, start);
    once.moved(mean, end, start);
    si.consolidate(start);
    once.consolidate(start);
    assertThat(si.penalty(at))
        .as("nothing waits any more")
        .isCloseTo(once.penalty(at), within(1e-5));
  }

  @Test
  void aRestoredOneGoesOnToTheBit() {
    List<Regularizer> all = used();
    List<Regularizer> restored = List.of(Regularizer.ewc(EWC, LENGTH), Regularizer.si(SI, LENGTH));
    for (int i = 0; i < all.size(); i++) {
      restored.get(i).restore(all.get(i).state());
      float[] g = vector();
      float[] from = vector();
      float[] to = vector();
      float[] at = vector();
      for (Regularizer r : List.of(all.get(i), restored.get(i))) {
        r.rowGradient(g);
        r.moved(g, from, to);
        r.consolidate(to);
      }
      assertThat(restored.get(i).penalty(at)).isEqualTo(all.get(i).penalty(at));
    }
  }

  @Test
  void aStateOfAnotherLengthIsRefused() {
    Regularizer ewc = Regularizer.ewc(EWC, LENGTH);
    assertThatThrownBy(() -> ewc.restore(Map.of("ewc.fisher", new float[3])))
        .hasMessage("strategy state ewc.fisher: length=3, expected=7");
  }

  @Test
  void aParameterThatComesIntoUseIsAsImportantAsItsOwnWayMakesIt() {
    float[] early = wayOfALateParameter(r -> r.grown(anchor -> anchor[1] = 5));
    float[] late = wayOfALateParameter(r -> {});
    assertThat(early[1]).isCloseTo(early[0], within(1e-6f)).isGreaterThan(10 * late[1]);
  }

  /** Two parameters go the same way, one from 0 and one from 5, where it begins later. */
  private static float[] wayOfALateParameter(Consumer<Regularizer> grown) {
    Regularizer si = Regularizer.si(new Regularization.Si(1, 0.1), 2);
    si.moved(new float[2], new float[2], new float[2]);
    grown.accept(si);
    si.moved(new float[] {-1, -1}, new float[] {0, 5}, new float[] {1, 6});
    si.consolidate(new float[] {1, 6});
    return si.state().getOrDefault("si.importance", new float[0]);
  }
}
