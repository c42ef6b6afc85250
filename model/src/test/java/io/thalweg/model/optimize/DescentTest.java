package io.thalweg.model.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.thalweg.model.parameters.ParameterLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DescentTest {
  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder().add("weight", 20, 30).add("bias", 30).build();
  private static final OptimizerSpec.Sgd SGD = new OptimizerSpec.Sgd(1, 0);

  private static float[] random(long seed) {
    Random random = new Random(seed);
    float[] values = new float[LAYOUT.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double norm(float[] x) {
    double sum = 0;
    for (float e : x) {
      sum += (double) e * e;
    }
    return Math.sqrt(sum);
  }

  @Test
  void aGradientIsScaledDownToTheNormAndASmallerOneLeftAlone() {
    Descent descent = new Descent(SGD, DescentSpec.PLAIN.withClipNorm(2), LAYOUT);
    float[] moved = new float[LAYOUT.length()];
    float[] gradient = random(1);
    descent.step(moved, gradient.clone());
    assertThat(norm(moved)).isCloseTo(2, within(1e-5));
    for (int i = 0; i < moved.length; i++) {
      assertThat((double) moved[i]).isCloseTo(-2 * gradient[i] / norm(gradient), within(1e-6));
    }
    float[] small = new float[LAYOUT.length()];
    small[7] = 1.5f;
    float[] still = new float[LAYOUT.length()];
    descent.step(still, small);
    assertThat(still[7]).isEqualTo(-1.5f);
  }

  @Test
  void theNormIsThatOfAGradientBeforeItIsClippedOrDecayed() {
    DescentSpec how =
        DescentSpec.PLAIN.withClipNorm(2).withDecay(new WeightDecay(0.5f, WeightDecay.Of.ALL));
    Descent descent = new Descent(SGD, how, LAYOUT);
    assertThat(descent.gradientNorm()).isNaN();
    for (long seed = 1; seed <= 3; seed++) {
      descent.step(random(9), random(seed));
      assertThat(descent.gradientNorm()).isCloseTo(norm(random(seed)), within(1e-9));
    }
  }

  @Test
  void theNormIsLookedAtEverySixteenthStepWhereNothingIsClipped() {
    Descent descent = new Descent(SGD, DescentSpec.PLAIN, LAYOUT);
    for (int step = 0; step < 40; step++) {
      descent.step(new float[LAYOUT.length()], random(step));
      assertThat(descent.gradientNorm()).isCloseTo(norm(random(step - step % 16)), within(1e-9));
    }
  }

  @Test
  void clippingComesBeforeTheDecayOfTheWeights() {
    DescentSpec how =
        DescentSpec.PLAIN.withClipNorm(1e-6f).withDecay(new WeightDecay(0.5f, WeightDecay.Of.ALL));
    float[] parameters = random(2);
    float[] before = parameters.clone();
    new Descent(SGD, how, LAYOUT).step(parameters, random(3));
    for (int i = 0; i < parameters.length; i++) {
      assertThat(parameters[i]).isCloseTo(0.5f * before[i], within(2e-6f));
    }
  }

  @Test
  void gradientsThatAreAccumulatedMakeTheStepOfTheirMean() {
    Descent whole = new Descent(OptimizerSpec.Adam.defaults(0.1f), DescentSpec.PLAIN, LAYOUT);
    Descent parts =
        new Descent(OptimizerSpec.Adam.defaults(0.1f), DescentSpec.PLAIN.withAccumulate(4), LAYOUT);
    float[] expected = random(4);
    float[] parameters = expected.clone();
    for (int step = 0; step < 5; step++) {
      float[] mean = new float[LAYOUT.length()];
      float[] before = parameters.clone();
      for (int part = 0; part < 4; part++) {
        float[] gradient = random(10 * step + part);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += gradient[i] / 4;
        }
        assertThat(parameters).isEqualTo(before);
        parts.step(parameters, gradient);
      }
      whole.step(expected, mean);
      assertThat(parameters).containsExactly(expected, within(1e-5f));
    }
    assertThat(parts.toState().steps()).isEqualTo(5);
  }

  /** As on a rescale, whose heir gets the gradients of all. */
  @Test
  void moreGradientsThanAreWantedAreAllInTheNextMean() {
    Descent descent = new Descent(SGD, DescentSpec.PLAIN.withAccumulate(2), LAYOUT);
    float[] sum = new float[LAYOUT.length()];
    sum[0] = 9;
    descent.restore(new DescentState("sgd", 0, new float[0][], RateState.START, 5, sum));
    float[] parameters = new float[LAYOUT.length()];
    float[] gradient = new float[LAYOUT.length()];
    gradient[0] = 3;
    descent.step(parameters, gradient);
    assertThat(parameters[0]).isEqualTo(-2); // (9 + 3) / (5 + 1)
    assertThat(descent.toState().accumulated()).isZero();
  }

  @Test
  void aStepAllocatesNothing() {
    DescentSpec how =
        new DescentSpec(
            new WeightDecay(0.01f, WeightDecay.Of.MATRICES),
            1,
            new RateSchedule(new RateSchedule.Cosine(1000), 10, 0.1),
            2);
    List<OptimizerSpec> specs =
        List.of(
            new OptimizerSpec.Sgd(0.01f, 0.9f),
            new OptimizerSpec.Nesterov(0.01f, 0.9f),
            new OptimizerSpec.Adagrad(0.01f, 1e-10f),
            new OptimizerSpec.RmsProp(0.01f, 0.9f, 1e-8f),
            OptimizerSpec.Adam.defaults(0.01f),
            new OptimizerSpec.AdamW(0.01f, 0.9f, 0.999f, 1e-8f),
            new OptimizerSpec.Lamb(0.01f, 0.9f, 0.999f, 1e-6f),
            new OptimizerSpec.Lars(0.01f, 0.9f, 0.02f),
            OptimizerSpec.Adafactor.defaults(0.01f),
            new OptimizerSpec.Ftrl(0.1f, 1, 0.01f, 0.01f));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (OptimizerSpec spec : specs) {
      Descent descent = new Descent(spec, how, LAYOUT);
      float[] parameters = random(5);
      float[] gradient = random(6);
      descent.step(parameters, gradient);
      descent.step(parameters, gradient);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 200; i++) {
        descent.step(parameters, gradient);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as(spec.kind()).isLessThan(200); // less than a byte a step
    }
  }

  @Test
  void refusesASpecThatMakesNoSense() {
    assertThatThrownBy(() -> DescentSpec.PLAIN.withClipNorm(0))
        .hasMessage("clipNorm=0.0, want a number above 0");
    assertThatThrownBy(() -> DescentSpec.PLAIN.withAccumulate(0))
        .hasMessage("accumulate=0, want 1 or more");
    assertThatThrownBy(() -> new WeightDecay(-1, WeightDecay.Of.ALL))
        .hasMessage("factor=-1.0, want 0 or more");
  }
}
