package io.thalweg.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class AllReduceTest {

  private static final int[] LENGTHS = {0, 1, 2, 3, 7, 31, 127, 1023, 1025, 4096, 4097, 65_537};
  private static final int BIG = 1_000_000;

  static Stream<Arguments> worlds() {
    return Arrays.stream(Transport.values())
        .flatMap(
            transport ->
                IntStream.rangeClosed(1, 8).mapToObj(size -> Arguments.of(transport, size)));
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void sumsEveryLengthToTheSameBitsOnAllRanks(Transport transport, int worldSize) throws Exception {
    int[] lengths =
        worldSize == 2 || worldSize == 3
            ? IntStream.concat(IntStream.of(LENGTHS), IntStream.of(BIG)).toArray()
            : LENGTHS;
    try (World world = new World(transport, worldSize)) {
      List<Outcome<List<float[]>>> outcomes =
          world.inGeneration(communicator -> sums(communicator, lengths));
      for (int i = 0; i < lengths.length; i++) {
        List<float[]> results = new ArrayList<>();
        List<float[]> inputs = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
          assertThat(outcomes.get(rank).failure()).isNull();
          results.add(outcomes.get(rank).value().get(i));
          inputs.add(Vectors.random(i, rank, lengths[i]));
        }
        Vectors.assertSum(results, inputs);
      }
    }
  }

  private static List<float[]> sums(Communicator communicator, int[] lengths) throws Exception {
    List<float[]> sums = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      float[] values = Vectors.random(i, communicator.rank(), lengths[i]);
      communicator.allReduceSum(values, i, World.PATIENCE);
      sums.add(values);
    }
    return sums;
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void givesTheSameBitsEveryTimeForTheSameInputs(Transport transport) throws Exception {
    int[] lengths = {1_025, 65_537};
    try (World world = new World(transport, 5)) {
      List<float[]> first = world.inGeneration(c -> sums(c, lengths)).get(0).value();
      List<float[]> second = world.inGeneration(c -> sums(c, lengths)).get(3).value();
      assertThat(second.get(0)).containsExactly(first.get(0));
      assertThat(second.get(1)).containsExactly(first.get(1));
    }
  }
}
