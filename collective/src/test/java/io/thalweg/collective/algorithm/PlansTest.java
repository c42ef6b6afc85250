package io.thalweg.collective.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Chunks;
import io.thalweg.collective.Vectors;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class PlansTest {

  private static final int[] LENGTHS = {
    0, 1, 2, 3, 5, 7, 31, 127, 128, 129, 1_023, 1_025, 8_191, 65_537, 1_000_000
  };

  private static List<Plan> plans(int worldSize, IntFunction<Plan> ofRank) {
    return IntStream.range(0, worldSize).mapToObj(ofRank).toList();
  }

  private static List<float[]> inputs(int worldSize, int length) {
    return IntStream.range(0, worldSize)
        .mapToObj(rank -> Vectors.random(length, rank, length))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(AllReduceAlgorithm.class)
  void everyAlgorithmSumsEveryLengthInEveryWorldToTheSameBits(AllReduceAlgorithm algorithm) {
    for (int worldSize = 1; worldSize <= 8; worldSize++) {
      for (int length : LENGTHS) {
        int size = worldSize;
        List<float[]> inputs = inputs(size, length);
        List<Plan> plans = plans(size, rank -> algorithm.plan(rank, size, length));
        Vectors.assertSum(SerialWorld.run(plans, inputs), inputs);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(AllReduceAlgorithm.class)
  void whatARankOwnsIsFinishedBeforeItIsHandedAround(AllReduceAlgorithm algorithm) {
    for (int worldSize = 1; worldSize <= 8; worldSize++) {
      int size = worldSize;
      int length = 29;
      List<float[]> inputs = inputs(size, length);
      List<Plan> all = plans(size, rank -> algorithm.plan(rank, size, length));
      List<Plan> reduceOnly =
          all.stream().map(plan -> new Plan(plan.reduceSteps(), List.of(), 0, 0)).toList();
      List<float[]> whole = SerialWorld.run(all, inputs);
      List<float[]> half = SerialWorld.run(reduceOnly, inputs);
      boolean[] owned = new boolean[length];
      for (int rank = 0; rank < size; rank++) {
        Plan plan = all.get(rank);
        for (int i = plan.ownedStart(); i < plan.ownedStart() + plan.ownedLength(); i++) {
          assertThat(half.get(rank)[i]).isEqualTo(whole.get(rank)[i]);
          owned[i] = true;
        }
      }
      assertThat(owned).containsOnly(true);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void reduceScatterLeavesEachRankItsChunk(int worldSize) {
    for (int length : LENGTHS) {
      List<float[]> inputs = inputs(worldSize, length);
      List<float[]> results =
          SerialWorld.run(
              plans(worldSize, rank -> Plans.reduceScatter(rank, worldSize, length)), inputs);
      float[] joined = new float[length];
      Chunks chunks = new Chunks(length, worldSize);
      for (int rank = 0; rank < worldSize; rank++) {
        int start = chunks.start(rank);
        System.arraycopy(results.get(rank), start, joined, start, chunks.length(rank));
      }
      Vectors.assertSum(List.of(joined), inputs);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void allGatherJoinsPartsOfAnyLength(int worldSize) {
    SplittableRandom random = new SplittableRandom(worldSize);
    List<Integer> parts =
        IntStream.range(0, worldSize).mapToObj(rank -> random.nextInt(3) * rank).toList();
    int length = parts.stream().mapToInt(Integer::intValue).sum();
    float[] expected = Vectors.random(1, 1, length);
    List<float[]> inputs =
        IntStream.range(0, worldSize)
            .mapToObj(
                rank -> {
                  int start = parts.subList(0, rank).stream().mapToInt(Integer::intValue).sum();
                  float[] own = new float[length];
                  System.arraycopy(expected, start, own, start, parts.get(rank));
                  return own;
                })
            .toList();
    assertThat(SerialWorld.run(plans(worldSize, rank -> Plans.allGather(rank, parts)), inputs))
        .allSatisfy(result -> assertThat(result).containsExactly(expected));
  }

  @ParameterizedTest
  @EnumSource(BroadcastAlgorithm.class)
  void everyBroadcastReachesAllFromEveryRoot(BroadcastAlgorithm algorithm) {
    for (int worldSize = 1; worldSize <= 9; worldSize++) {
      for (int root = 0; root < worldSize; root++) {
        int size = worldSize;
        int from = root;
        List<float[]> inputs = inputs(size, 11);
        List<Plan> plans = plans(size, rank -> algorithm.plan(rank, size, from, 11));
        assertThat(SerialWorld.run(plans, inputs))
            .allSatisfy(result -> assertThat(result).containsExactly(inputs.get(from)));
      }
    }
  }

  @Test
  void theRingAddsChunkCFromRankCPlusOneOn() {
    // chunk 0 in the order 1, 2, 0; chunk 1 in 2, 0, 1; chunk 2 in 0, 1, 2
    float one = 1f;
    float big = 0x1p24f;
    List<float[]> inputs =
        List.of(
            new float[] {-big, big, one},
            new float[] {one, -big, big},
            new float[] {big, one, -big});
    float[] inOrder = {0f, 0f, 0f}; // (1 + 2^24) - 2^24 is 0 in float32, other orders give 1
    assertThat(SerialWorld.run(plans(3, rank -> AllReduceAlgorithm.RING.plan(rank, 3, 3)), inputs))
        .allSatisfy(result -> assertThat(result).containsExactly(inOrder));
  }

  @Test
  void partnersAreMutual() {
    for (int worldSize = 1; worldSize <= 33; worldSize++) {
      for (int rank = 0; rank < worldSize; rank++) {
        for (int partner : Plans.partners(rank, worldSize)) {
          assertThat(Plans.partners(partner, worldSize)).contains(rank);
        }
      }
    }
    assertThat(Plans.partners(0, 33)).containsExactly(1, 2, 4, 8, 16, 17, 25, 29, 31, 32);
  }
}
