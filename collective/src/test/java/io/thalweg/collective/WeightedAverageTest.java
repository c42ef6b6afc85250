package io.thalweg.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class WeightedAverageTest {

  /** What one rank ends with. */
  private record Average(double totalWeight, List<Float> values) {}

  private static List<Outcome<Average>> average(World world, double[] weights, float[][] values) {
    return world.inGeneration(
        communicator -> {
          float[] mine = values[communicator.rank()].clone();
          double total =
              WeightedAverage.allReduce(
                  communicator, mine, weights[communicator.rank()], 1, World.PATIENCE);
          Float[] boxed = new Float[mine.length];
          Arrays.setAll(boxed, i -> mine[i]);
          return new Average(total, List.of(boxed));
        });
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void weighsEachRankAndIgnoresWhatIdleOnesHold(Transport transport) throws Exception {
    double[] weights = {3, 0, 5, 0};
    float[][] values = {
      {1f, -2f, 10f}, {Float.NaN, Float.POSITIVE_INFINITY, 7f}, {2f, 4f, -6f}, {9f, 9f, 9f}
    };
    try (World world = new World(transport, 4)) {
      for (Outcome<Average> outcome : average(world, weights, values)) {
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.value().totalWeight()).isEqualTo(8);
        assertThat(outcome.value().values())
            .containsExactly((3f + 10f) / 8, (-6f + 20f) / 8, (30f - 30f) / 8);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void isTheZeroVectorWhenAllAreIdle(Transport transport) throws Exception {
    try (World world = new World(transport, 2)) {
      for (Outcome<Average> outcome :
          average(world, new double[2], new float[][] {{1f, 2f}, {3f, Float.NaN}})) {
        assertThat(outcome.value()).isEqualTo(new Average(0, List.of(0f, 0f)));
      }
    }
  }

  @Test
  void addsWeightsInDoublePrecision() throws Exception {
    double[] weights = {16_777_217, 1.0 / 3, 9_007_199_254_740_991.0 / 1_024};
    float[][] values = {{1f}, {1f}, {1f}};
    try (World world = new World(Transport.TCP, 3)) {
      for (Outcome<Average> outcome : average(world, weights, values)) {
        assertThat(outcome.value().totalWeight()).isEqualTo(weights[0] + weights[1] + weights[2]);
        assertThat(outcome.value().values().get(0)).isCloseTo(1f, within(1e-6f));
      }
    }
  }

  @Test
  void refusesAWeightThatIsNoWeightAndNamesIt() throws Exception {
    try (World world = new World(Transport.IN_PROCESS, 1)) {
      for (double weight : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e300}) {
        Outcome<Average> outcome =
            average(world, new double[] {weight}, new float[][] {{1f}}).get(0);
        assertThatThrownBy(
                () -> {
                  throw outcome.failure();
                })
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("weight=" + weight);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void leavesTheValuesAloneWhenTheRoundFails(Transport transport) throws Exception {
    try (World world = new World(transport, 2)) {
      List<Outcome<float[]>> outcomes =
          world.inGeneration(
              communicator -> {
                float[] mine = new float[communicator.rank() + 1];
                Arrays.fill(mine, 4f);
                try {
                  WeightedAverage.allReduce(communicator, mine, 2, 1, World.PATIENCE);
                } catch (CollectiveException e) {
                  return mine;
                }
                throw new AssertionError("lengths differ, yet the round succeeded");
              });
      assertThat(outcomes.get(0).value()).containsExactly(4f);
      assertThat(outcomes.get(1).value()).containsExactly(4f, 4f);
    }
  }
}
