package io.thalweg.collective.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Vectors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class AllReduceAlgorithmsTest {

  private static List<float[]> inputs(int worldSize, int length) {
    return IntStream.range(0, worldSize)
        .mapToObj(rank -> Vectors.random(length, rank, length))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void bothSumEveryLengthAlsoOnesShorterThanTheRing(int worldSize) {
    for (int length : new int[] {0, 1, 2, 3, 5, 7, 8, 9, 31, 1_000}) {
      List<float[]> inputs = inputs(worldSize, length);
      for (AllReduce algorithm : List.of(new RingAllReduce(), new GatheredAllReduce())) {
        Vectors.assertSum(new RingOfQueues(worldSize).run(algorithm, inputs), inputs);
      }
    }
  }

  @Test
  void theGatheredSumIsInRankOrder() {
    // float32: (1 + 2^24) + -2^24 is 0, every other order gives 1
    List<float[]> inputs = List.of(new float[] {1f}, new float[] {0x1p24f}, new float[] {-0x1p24f});
    for (float[] result : new RingOfQueues(3).run(new GatheredAllReduce(), inputs)) {
      assertThat(result).containsExactly(0f);
    }
  }

  @Test
  void theRingSumsChunkCFromRankCOn() {
    // chunk 0 in the order 0, 1, 2; chunk 1 in 1, 2, 0; chunk 2 in 2, 0, 1
    float one = 1f;
    float big = 0x1p24f;
    List<float[]> inputs =
        List.of(
            new float[] {one, big, -big},
            new float[] {big, -big, one},
            new float[] {-big, one, big});
    float[] inOrder = {0f, 1f, 1f}; // (1 + 2^24) - 2^24, (-2^24 + 1) + 2^24, (2^24 - 2^24) + 1
    for (float[] result : new RingOfQueues(3).run(new RingAllReduce(), inputs)) {
      assertThat(result).containsExactly(inOrder);
    }
  }

  @Test
  void theRingSendsNoMoreThanTheLowerBound() {
    RingOfQueues ring = new RingOfQueues(4);
    ring.run(new RingAllReduce(), inputs(4, 1_000));
    for (int rank = 0; rank < 4; rank++) {
      assertThat(ring.floatsSent(rank)).isEqualTo(2 * 1_000 * 3 / 4);
    }
  }
}
