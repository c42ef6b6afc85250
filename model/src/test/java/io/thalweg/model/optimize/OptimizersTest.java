package io.thalweg.model.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Ten steps from 0 down the bowl sum c (p - t)^2 / 2, t = (1, -2, 0.5), c = (1, 10, 0.1), against
 * tables that were worked out in float64 outside of Java, from the papers' formulas.
 */
class OptimizersTest {
  private static final double[][] ADAM = {
    {0.099999999, -0.100000000, 0.099999980},
    {0.199587770, -0.199833514, 0.198812539},
    {0.298413725, -0.299376609, 0.295128687},
    {0.396060937, -0.398495106, 0.387084521},
    {0.492036338, -0.497044220, 0.472185451},
    {0.585763541, -0.594868271, 0.547431413},
    {0.676579291, -0.691800506, 0.609788754},
    {0.763736271, -0.787663059, 0.656945909},
    {0.846415435, -0.882267093, 0.687951381},
    {0.923750839, -0.975413164, 0.703322768}
  };

  private static final double[][] SGD = {
    {0.050000000, -1.000000000, 0.002500000},
    {0.097500000, -1.500000000, 0.004987500},
    {0.142625000, -1.750000000, 0.007462563},
    {0.185493750, -1.875000000, 0.009925250},
    {0.226219063, -1.937500000, 0.012375623},
    {0.264908109, -1.968750000, 0.014813745},
    {0.301662704, -1.984375000, 0.017239677},
    {0.336579569, -1.992187500, 0.019653478},
    {0.369750590, -1.996093750, 0.022055211},
    {0.401263061, -1.998046875, 0.024444935}
  };

  private static final double[][] MOMENTUM = {
    {0.050000000, -1.000000000, 0.002500000},
    {0.122500000, -2.000000000, 0.006237500},
    {0.202625000, -2.500000000, 0.010575063},
    {0.282556250, -2.500000000, 0.015190968},
    {0.358394062, -2.250000000, 0.019922967},
    {0.428393266, -2.000000000, 0.024689351},
    {0.491973204, -1.875000000, 0.029449096},
    {0.549164513, -1.875000000, 0.034181723},
    {0.600301942, -1.937500000, 0.038877128},
    {0.645855559, -2.000000000, 0.043530445}
  };

  @Test
  void adamFollowsTheTable() {
    assertFollows(ADAM, OptimizerSpec.Adam.defaults(0.1f));
  }

  @Test
  void sgdFollowsTheTable() {
    assertFollows(SGD, new OptimizerSpec.Sgd(0.05f, 0));
  }

  @Test
  void sgdWithMomentumFollowsTheTable() {
    assertFollows(MOMENTUM, new OptimizerSpec.Sgd(0.05f, 0.5f));
  }

  @Test
  void aRestoredOptimizerTakesTheSameStepsBitByBit() throws Exception {
    for (OptimizerSpec spec : SPECS) {
      Optimizer optimizer = Optimizers.create(spec, 3);
      float[] parameters = new float[3];
      for (int i = 0; i < 5; i++) {
        optimizer.step(parameters, gradient(parameters));
      }
      Optimizer restored = Optimizers.create(spec, 3);
      OptimizerCodec.read(in(bytes(optimizer)), restored);
      float[] copy = parameters.clone();

      assertThat(restored.steps()).isEqualTo(5);
      for (int i = 0; i < 5; i++) {
        optimizer.step(parameters, gradient(parameters));
        restored.step(copy, gradient(copy));
      }
      assertThat(copy).isEqualTo(parameters);
    }
  }

  @Test
  void stateBytesHaveTheirLayout() throws Exception {
    Optimizer optimizer = Optimizers.create(new OptimizerSpec.Sgd(0.1f, 0.5f), 2);
    optimizer.step(new float[2], new float[] {1, -2});

    assertThat(HexFormat.of().withUpperCase().formatHex(bytes(optimizer)))
        .isEqualTo("00000001" + "0000000000000001" + "00000001" + "00000002" + "3F800000C0000000");
  }

  @Test
  void refusesTheStateOfAnotherOptimizerAndOfAnotherVersion() throws Exception {
    byte[] bytes = bytes(Optimizers.create(OptimizerSpec.Adam.defaults(1), 3));
    assertThatThrownBy(() -> OptimizerCodec.read(in(bytes), Optimizers.create(SPECS[1], 3)))
        .isInstanceOf(IOException.class)
        .hasMessage("optimizer state: slots=2, length=3, expected slots=0, length=0");
    assertThatThrownBy(() -> OptimizerCodec.read(in(bytes), Optimizers.create(SPECS[0], 4)))
        .hasMessage("optimizer state: slots=2, length=3, expected slots=2, length=4");
    bytes[3] = 9;
    assertThatThrownBy(() -> OptimizerCodec.read(in(bytes), Optimizers.create(SPECS[0], 3)))
        .hasMessage("optimizer state has version 9, this release of Thalweg reads 1");
  }

  @Test
  void refusesArraysOfAnotherLengthAndConstantsOutsideOfTheirRange() {
    assertThatThrownBy(() -> Optimizers.create(SPECS[0], 3).step(new float[3], new float[2]))
        .hasMessage("optimizer step: parameters=3, gradient=2, expected=3");
    assertThatThrownBy(() -> new OptimizerSpec.Sgd(0, 0))
        .hasMessage("learningRate=0.0, want a number above 0");
    assertThatThrownBy(() -> new OptimizerSpec.Adam(1, 1, 0, 1))
        .hasMessage("beta1=1.0, want 0 <= beta1 < 1");
  }

  private static final OptimizerSpec[] SPECS = {
    OptimizerSpec.Adam.defaults(0.1f),
    new OptimizerSpec.Sgd(0.05f, 0),
    new OptimizerSpec.Sgd(0.05f, 0.5f)
  };

  private static void assertFollows(double[][] table, OptimizerSpec spec) {
    Optimizer optimizer = Optimizers.create(spec, 3);
    float[] parameters = new float[3];
    for (double[] row : table) {
      optimizer.step(parameters, gradient(parameters));
      for (int i = 0; i < 3; i++) {
        assertThat((double) parameters[i])
            .as("step %d, parameter %d", optimizer.steps(), i)
            .isCloseTo(row[i], within(2e-6));
      }
    }
  }

  private static float[] gradient(float[] p) {
    return new float[] {p[0] - 1, 10 * (p[1] + 2), 0.1f * (p[2] - 0.5f)};
  }

  private static byte[] bytes(Optimizer optimizer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OptimizerCodec.write(optimizer, new DataOutputStream(out));
    return out.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
