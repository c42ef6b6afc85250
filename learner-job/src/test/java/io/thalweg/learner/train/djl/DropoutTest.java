package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.DropoutMasks;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.djl.NaiveOperations.Mask;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static final ModelSpec SPEC = Networks.dropping(new Head.Binary());
  private static final Problem P = Problem.of(3, SPEC);

  @Test
  void gradientsAreThoseOfTheNetworkThatIsLeftInTheStep() {
    for (Head head : Networks.HEADS) {
      Problem p = Problem.of(8, Networks.dropping(head));
      float[] gradient = new float[p.parameters.length];
      float[] logits = new float[p.rows * head.outputs()];
      float[] alone = new float[logits.length];
      try (GradientEngine engine = DjlEngines.openCpu(p.spec, p.rows)) {
        engine.load(p.parameters);
        engine.beginStep(77);
        engine.gradient(p.dense, p.rows, p.targets, p.weights, logits, gradient);
        engine.forward(p.dense, p.rows, alone);
      }
      FiniteDifferences.requireGradient(p, gradient, r -> mask(p, 77, r));
      assertThat(logits).as("scores are of the whole network").isEqualTo(alone);
    }
  }

  private static Mask mask(Problem p, long step, int row) {
    return (place, column, columns, rate) -> {
      float[] values = new float[p.rows * columns];
      long key = DropoutMasks.key(p.spec.seed(), step, place);
      DropoutMasks.fill(FloatBuffer.wrap(values), values.length, rate, key);
      return values[row * columns + column];
    };
  }

  @Test
  void anEngineThatBeginsInTheMiddleDrawsWhatOneThatWentOnDraws() {
    float[][] steps = new float[6][];
    try (GradientEngine engine = DjlEngines.openCpu(SPEC, P.rows)) {
      engine.load(P.parameters);
      for (int s = 0; s < steps.length; s++) {
        steps[s] = gradient(engine, s);
      }
    }
    assertThat(steps[5]).isNotEqualTo(steps[4]);
    try (GradientEngine engine = DjlEngines.openCpu(SPEC, P.rows)) {
      engine.load(P.parameters);
      assertThat(gradient(engine, 5)).isEqualTo(steps[5]);
      assertThat(gradient(engine, 2)).isEqualTo(steps[2]);
    }
  }

  private static float[] gradient(GradientEngine engine, long step) {
    float[] gradient = new float[P.parameters.length];
    engine.beginStep(step);
    engine.gradient(P.dense, P.rows, P.targets, P.weights, new float[P.rows], gradient);
    return gradient;
  }

  @Test
  void asManyAreLeftOutAsTheRateSaysAndTheMeanStays() {
    int n = 200_000;
    FloatBuffer mask = FloatBuffer.allocate(n);
    DropoutMasks.fill(mask, n, 0.3f, DropoutMasks.key(1, 2, 0));
    int out = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      out += mask.get(i) == 0 ? 1 : 0;
      sum += mask.get(i);
    }
    double error = Math.sqrt(0.3 * 0.7 / n);
    assertThat((double) out / n).isCloseTo(0.3, within(4 * error));
    assertThat(sum / n).isCloseTo(1, within(4 * error / 0.7));
  }
}
