package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * On a machine with a GPU, and libtorch for it; elsewhere the one line that says what is missing.
 */
final class DjlEngineGpuIT {
  private static final int GPU = 0;

  private static final List<Head> HEADS =
      List.of(new Head.Binary(), new Head.Multiclass(5), new Head.Regression());

  @Test
  void withoutAGpuOneLineSaysSo() {
    Optional<String> why = DjlEngines.whyNoGpu(GPU);
    assumeTrue(why.isPresent(), "this machine has a GPU");
    assertThat(why.orElseThrow().lines()).hasSize(1);
    Problem p = Problem.random(1, 1, ModelSpec.Activation.RELU, new Head.Binary());
    assertThatThrownBy(() -> DjlEngines.openGpu(p.spec, p.rows, GPU))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(why.orElseThrow() + "; use the CPU");
  }

  @ParameterizedTest
  @EnumSource(ModelSpec.Activation.class)
  void lossLogitsAndGradientsAreTheCpus(ModelSpec.Activation activation) {
    assumeGpu();
    long seed = 0;
    for (Head head : HEADS) {
      for (int hidden = 0; hidden <= 3; hidden++) {
        assertSame(Problem.random(++seed, hidden, activation, head));
      }
    }
    assertSame(Problem.wide(7, 512, activation));
  }

  private static void assertSame(Problem p) {
    try (GradientEngine cpu = DjlEngines.openCpu(p.spec, p.rows);
        GradientEngine gpu = DjlEngines.openGpu(p.spec, p.rows, GPU)) {
      float[] parameters = p.parameters.clone();
      for (int step = 0; step < 3; step++) { // what the first load left must not show in the second
        int outputs = p.spec.head().outputs();
        float[] expectedLogits = new float[p.rows * outputs];
        float[] logits = new float[p.rows * outputs];
        float[] alone = new float[p.rows * outputs];
        float[] expected = new float[parameters.length];
        float[] gradient = new float[parameters.length];
        cpu.load(parameters);
        gpu.load(parameters);
        double loss = cpu.gradient(p.dense, p.rows, p.targets, p.weights, expectedLogits, expected);
        assertThat(gpu.gradient(p.dense, p.rows, p.targets, p.weights, logits, gradient))
            .as("loss of " + p.spec)
            .isCloseTo(loss, within(1e-4 * Math.max(1, Math.abs(loss))));
        gpu.forward(p.dense, p.rows, alone);
        assertThat(alone).as("forward and gradient predict the same").isEqualTo(logits);
        assertClose("logits of " + p.spec, logits, expectedLogits);
        assertClose("gradient of " + p.spec, gradient, expected);
        for (int i = 0; i < parameters.length; i++) {
          parameters[i] -= 0.05f * expected[i];
        }
      }
    }
  }

  /** To 1e-4 of the largest expected value. */
  private static void assertClose(String what, float[] actual, float[] expected) {
    float largest = 0;
    for (float one : expected) {
      largest = Math.max(largest, Math.abs(one));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("%s at %d", what, i)
          .isCloseTo(expected[i], within(1e-4f * largest + 1e-9f));
    }
  }

  @Test
  void manyStepsLeaveNoArraysBehind() {
    assumeGpu();
    Problem p = Problem.random(9, 2, ModelSpec.Activation.RELU, new Head.Binary());
    NDManager manager = NDManager.newBaseManager(Device.gpu(GPU), "PyTorch");
    try (DjlEngine engine = new DjlEngine(p.spec, Problem.MAX_ROWS, manager)) {
      float[] logits = new float[p.rows];
      float[] gradient = new float[p.parameters.length];
      int arrays = manager.getManagedArrays().size();
      for (int step = 0; step < 200; step++) {
        engine.load(p.parameters);
        engine.gradient(p.dense, p.rows, p.targets, p.weights, logits, gradient);
        engine.forward(p.dense, p.rows, logits);
      }
      assertThat(manager.getManagedArrays()).hasSize(arrays);
      assertThat(engine.description()).contains(" gpu0, ");
    }
  }

  private static void assumeGpu() {
    Optional<String> why = DjlEngines.whyNoGpu(GPU);
    assumeTrue(why.isEmpty(), () -> why.orElse(""));
  }
}
