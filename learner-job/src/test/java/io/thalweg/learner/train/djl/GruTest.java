package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.Gru;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.FeatureSpec;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GruTest {
  private static final int UNITS = 6;

  private static ModelSpec over(int steps) {
    History steady =
        new History("s", Of.FIELD, "s", Aggregate.SEQUENCE, steps, 1, Feature.Scaling.NONE);
    Gru gru = new Gru(List.of("s"), UNITS, List.of());
    return new ModelSpec("m", new FeatureSpec(List.of(steady)), gru, new Head.Regression(), 2);
  }

  /**
   * Logit and gradient of one row: so many steps that aren't there, which hold this, then these.
   */
  private static float[] learned(int missing, float held, float... values) {
    int steps = missing + values.length;
    float[] dense = new float[2 * steps];
    Arrays.fill(dense, 0, missing, held);
    System.arraycopy(values, 0, dense, missing, values.length);
    Arrays.fill(dense, steps + missing, 2 * steps, 1);
    float[] parameters = parameters();
    float[] logits = new float[1];
    float[] out = new float[parameters.length + 1];
    float[] gradient = new float[parameters.length];
    try (GradientEngine engine = DjlEngines.openCpu(over(steps), 1)) {
      engine.load(parameters);
      engine.gradient(dense, 1, new float[] {3}, new float[] {1}, logits, gradient);
    }
    System.arraycopy(gradient, 0, out, 1, gradient.length);
    out[0] = logits[0];
    return out;
  }

  private static float[] parameters() {
    SplittableRandom random = new SplittableRandom(4);
    float[] parameters = new float[over(3).parameterLayout().length()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextDouble(-2, 2);
    }
    return parameters;
  }

  @Test
  void paddingChangesNeitherTheStateNorAGradient() {
    float[] learned = learned(0, 0, 0.5f, -1, 2);

    assertThat(learned(1, 0, 0.5f, -1, 2)).containsExactly(learned, within(1e-5f));
    assertThat(learned(40, 0, 0.5f, -1, 2)).containsExactly(learned, within(1e-5f));
    assertThat(learned(1, 0, -1, 2)[0]).isNotCloseTo(learned[0], within(1e-3f));
  }

  @Test
  void whatAStepThatIsNotThereHoldsIsNotSeenByABit() {
    assertThat(learned(3, 7, 0.5f, -1)).isEqualTo(learned(3, 0, 0.5f, -1));
  }
}
