package io.thalweg.collective.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Outcome;
import io.thalweg.collective.Transport;
import io.thalweg.collective.Vectors;
import io.thalweg.collective.World;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class CompressedAllReduceTest {

  private static final int LENGTH = 1_000;

  @ParameterizedTest
  @MethodSource("io.thalweg.collective.compress.CodecTest#codecs")
  void isTheSumOfWhatEachRanksFrameSaysToTheBitOnAllRanks(Codec codec) throws Exception {
    int worldSize = 3;
    float[] expected = new float[LENGTH];
    for (int rank = 0; rank < worldSize; rank++) {
      float[] values = Vectors.random(2, rank, LENGTH);
      codec.addTo(expected, codec.encode(values, Draws.of(7, 1, rank)));
    }
    try (World world = new World(Transport.IN_PROCESS, worldSize)) {
      for (Outcome<float[]> outcome :
          world.inGeneration(
              communicator -> {
                float[] mine = Vectors.random(2, communicator.rank(), LENGTH);
                new CompressedAllReduce(codec, Memory.none(), 7)
                    .sum(communicator, mine, 1, World.PATIENCE);
                return mine;
              })) {
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.value()).containsExactly(expected);
      }
    }
  }

  @Test
  void sparseFramesAreFiftyTimesSmallerPlainAndAHundredAndThirtyTimesCoded() {
    int length = 1_000_000;
    float[] gaussian = new float[length];
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < length; i++) {
      gaussian[i] = (float) random.nextGaussian();
    }
    assertThat(4.0 * length / sentBytes(Codecs.topK(0.01), gaussian)).isGreaterThan(49.9);
    assertThat(4.0 * length / sentBytes(Codecs.topKCoded(0.01), gaussian)).isGreaterThan(130);
  }

  @Test
  void theOthersFramesAreSmallerByTheRatioOfTheirFormula() {
    float[] values = Vectors.random(3, 0, 100_000);
    assertThat(400_000.0 / sentBytes(Codecs.fp16(), values)).isGreaterThan(1.99);
    assertThat(400_000.0 / sentBytes(Codecs.bf16(), values)).isGreaterThan(1.99);
    assertThat(400_000.0 / sentBytes(Codecs.int8(256), values)).isGreaterThan(3.9);
    assertThat(400_000.0 / sentBytes(Codecs.stochastic(4, 512), values)).isGreaterThan(7.8);
    assertThat(400_000.0 / sentBytes(Codecs.oneBit(512), values)).isGreaterThan(28.3);
  }

  /** Of the frame that went over the communicator. */
  private static int sentBytes(Codec codec, float[] values) {
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      List<Outcome<Integer>> outcomes =
          world.inGeneration(
              communicator -> {
                CompressedAllReduce sum = new CompressedAllReduce(codec, Memory.none(), 1);
                sum.sum(communicator, values.clone(), 1, World.PATIENCE);
                return sum.frameBytes();
              });
      return outcomes.get(0).value();
    }
  }

  @Test
  void allRanksRefuseARoundInWhichOneCannotEncodeAndTheNextOneIsFine() {
    try (World world = new World(Transport.IN_PROCESS, 3)) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                CompressedAllReduce sum =
                    new CompressedAllReduce(Codecs.fp16(), Memory.errorFeedback(2), 1);
                String refusal = "none";
                try {
                  float[] bad = {1, communicator.rank() == 1 ? 70_000 : 1};
                  sum.sum(communicator, bad, 1, World.PATIENCE);
                } catch (CollectiveException e) {
                  assertThat(e.reason()).isEqualTo(Reason.BAD_CONTRIBUTION);
                  refusal = e.getMessage();
                }
                float[] good = {1, 2};
                sum.sum(communicator, good, 2, World.PATIENCE);
                assertThat(good).containsExactly(3, 6);
                return refusal;
              });
      for (Outcome<String> outcome : outcomes) {
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.value()).contains("bad=1").doesNotContain("\n");
      }
      assertThat(outcomes.get(1).value()).contains("value=70000.0");
    }
  }

  @Test
  void ranksWithDifferentCodecsDisagreeByName() {
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      for (Outcome<Object> outcome :
          world.inGeneration(
              communicator -> {
                Codec codec = communicator.rank() == 0 ? Codecs.fp16() : Codecs.bf16();
                new CompressedAllReduce(codec, Memory.none(), 1)
                    .sum(communicator, new float[5], 1, World.PATIENCE);
                return new Object();
              })) {
        assertThat(outcome.collectiveFailure().reason()).isEqualTo(Reason.DISAGREEMENT);
        assertThat(outcome.collectiveFailure()).hasMessageContaining("kind differs");
      }
    }
  }

  @Test
  void ofOneRankIsWhatItsFrameSays() {
    try (World world = new World(Transport.IN_PROCESS, 1)) {
      float[] values = new float[100];
      values[42] = 3;
      Outcome<float[]> outcome =
          world
              .inGeneration(
                  communicator -> {
                    float[] mine = values.clone();
                    new CompressedAllReduce(Codecs.topKCoded(0.01), Memory.none(), 1)
                        .sum(communicator, mine, 1, World.PATIENCE);
                    return mine;
                  })
              .get(0);
      assertThat(outcome.value()).containsExactly(values);
    }
  }
}
