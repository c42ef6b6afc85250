package io.thalweg.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.CollectiveException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GuardTest {

  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  /** All ranks must have refused for the same reason; the message of rank 0. */
  private static String refusal(List<? extends Outcome<?>> outcomes, Reason reason) {
    for (Outcome<?> outcome : outcomes) {
      assertThat(outcome.collectiveFailure().reason()).isEqualTo(reason);
    }
    return outcomes.get(0).collectiveFailure().getMessage();
  }

  private static List<Outcome<Double>> average(
      World world, GuardLimits limits, double[] weights, float[][] values) {
    return world.inGeneration(
        communicator -> {
          int rank = communicator.rank();
          return new WeightedAverage(limits, Summation.uncompressed())
              .average(communicator, values[rank].clone(), weights[rank], 0, 1, World.PATIENCE);
        });
  }

  @Test
  void refusesAValueThatIsNotFiniteOnAllRanksAndNamesRankAndIndex() {
    float[][] values = {{1, 2, 3}, {1, Float.NaN, Float.NaN}, {1, 2, 3}};
    try (World world = new World(Transport.IN_PROCESS, 3)) {
      String message =
          refusal(
              average(world, GuardLimits.finite(), new double[] {1, 1, 1}, values),
              Reason.BAD_CONTRIBUTION);
      assertThat(message).contains("bad=1").contains("index=1").contains("rank=0, round=1");
    }
  }

  @Test
  void refusesANormBeyondTheAbsoluteLimit() {
    float[][] values = {{3, 4}, {30, 40}};
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      double[] weights = {1, 1};
      String message =
          refusal(
              average(world, new GuardLimits(49.9, NO_LIMIT, 0), weights, values),
              Reason.BAD_CONTRIBUTION);
      assertThat(message).contains("bad=1").contains("norm=50.0").contains("maxNorm=49.9");
      for (Outcome<Double> outcome :
          average(world, new GuardLimits(50, NO_LIMIT, 0), weights, values)) {
        assertThat(outcome.value()).isEqualTo(2);
      }
    }
  }

  @Test
  void refusesANormFarFromTheOthersEvenOfTwoRanks() {
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      String message =
          refusal(
              average(
                  world,
                  new GuardLimits(NO_LIMIT, 10, 0),
                  new double[] {1, 1},
                  new float[][] {{0, 2_000}, {3, 4}}),
              Reason.BAD_CONTRIBUTION);
      assertThat(message).contains("bad=0").contains("norm=2000.0").contains("median=5.0");
    }
  }

  @Test
  void leavesIdleRanksOutOfTheMedianAndTheirValuesAlone() {
    float[][] values = {{3, 4}, {Float.NaN, 0}, {0, 0}, {4, 3}};
    try (World world = new World(Transport.IN_PROCESS, 4)) {
      for (Outcome<Double> outcome :
          average(world, new GuardLimits(NO_LIMIT, 1.5, 0), new double[] {1, 0, 0, 2}, values)) {
        assertThat(outcome.value()).isEqualTo(3);
      }
    }
  }

  @Test
  void leavesTheCommunicatorUsable() {
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      List<Outcome<Float>> outcomes =
          world.inGeneration(
              communicator -> {
                float[] bad = {communicator.rank() == 0 ? Float.POSITIVE_INFINITY : 1};
                assertThatThrownBy(
                        () -> WeightedAverage.allReduce(communicator, bad, 1, 1, World.PATIENCE))
                    .isInstanceOf(CollectiveException.class);
                float[] good = {communicator.rank()};
                WeightedAverage.allReduce(communicator, good, 1, 2, World.PATIENCE);
                return good[0];
              });
      assertThat(outcomes).extracting(Outcome::value).containsExactly(0.5f, 0.5f);
    }
  }

  @Test
  void averagesABufferInPlaceToTheBitsOfAnArray() {
    int length = 1_003;
    double[] weights = {3, 0, 5};
    try (World world = new World(Transport.IN_PROCESS, 3)) {
      List<Outcome<float[][]>> outcomes =
          world.inGeneration(
              communicator -> {
                int rank = communicator.rank();
                float[] array = Vectors.random(11, rank, length);
                array[7] = rank == 1 ? Float.NaN : array[7];
                ByteBuffer buffer = VectorBuffers.allocate(length);
                buffer.asFloatBuffer().put(array);
                WeightedAverage.allReduce(
                    communicator,
                    buffer,
                    Accumulation.FLOAT32,
                    weights[rank],
                    GuardLimits.finite(),
                    1,
                    World.PATIENCE);
                WeightedAverage.allReduce(communicator, array, weights[rank], 2, World.PATIENCE);
                float[] fromBuffer = new float[length];
                buffer.asFloatBuffer().get(fromBuffer);
                return new float[][] {array, fromBuffer};
              });
      for (Outcome<float[][]> outcome : outcomes) {
        assertThat(outcome.failure()).isNull();
        assertThat(Arrays.equals(outcome.value()[0], outcome.value()[1])).isTrue();
        assertThat(Arrays.equals(outcome.value()[0], outcomes.get(0).value()[0])).isTrue();
      }
    }
  }

  @Test
  void givesOneRankItsOwnBitsBackWhateverItsWeight() {
    float[] values = Vectors.random(5, 0, 1_000);
    try (World world = new World(Transport.IN_PROCESS, 1)) {
      for (double weight : new double[] {1e-50, 1.0 / 3, 77, Float.MAX_VALUE}) {
        Outcome<float[]> outcome =
            world
                .inGeneration(
                    communicator -> {
                      float[] mine = values.clone();
                      WeightedAverage.allReduce(communicator, mine, weight, 1, World.PATIENCE);
                      return mine;
                    })
                .get(0);
        assertThat(outcome.value()).containsExactly(values);
      }
    }
  }
}
