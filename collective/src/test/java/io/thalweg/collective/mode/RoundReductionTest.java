package io.thalweg.collective.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.GuardLimits;
import io.thalweg.collective.Outcome;
import io.thalweg.collective.Summation;
import io.thalweg.collective.Transport;
import io.thalweg.collective.World;
import io.thalweg.collective.compress.Codecs;
import io.thalweg.collective.compress.CompressedAllReduce;
import io.thalweg.collective.compress.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RoundReductionTest {

  @Test
  void averagesGradientsByExamplesAndStepsTheSameOnAllRanks() {
    try (World world = new World(Transport.IN_PROCESS, 3)) {
      for (Outcome<float[]> outcome :
          world.inGeneration(
              communicator -> {
                SynchronousReplica replica =
                    new SynchronousReplica(
                        new float[] {1, 1},
                        (parameters, gradient) -> {
                          for (int i = 0; i < parameters.length; i++) {
                            parameters[i] -= 0.5f * gradient[i];
                          }
                        });
                int rank = communicator.rank(); // rank 2 has no examples
                replica.learned(new float[] {rank == 0 ? 8 : 0, rank}, rank == 0 ? 1 : 0);
                replica.learned(new float[] {4, 4}, rank == 1 ? 3 : 0);
                RoundReduction reduction =
                    new RoundReduction(
                        communicator, GuardLimits.finite(), Summation.uncompressed());
                assertThat(reduction.run(replica, 1, World.PATIENCE)).isEqualTo(4);
                return replica.parametersView();
              })) {
        assertThat(outcome.failure()).isNull();
        // (1 * 8 + 3 * 4) / 4 and (1 * 0 + 3 * 4) / 4, halved
        assertThat(outcome.value()).containsExactly(1 - 2.5f, 1 - 1.5f);
      }
    }
  }

  @Test
  void aRefusedRoundLeavesReplicasAndMemoriesAsTheyWereAndCountsInTheNext() {
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      for (Outcome<float[]> outcome :
          world.inGeneration(
              communicator -> {
                Summation summation =
                    new CompressedAllReduce(Codecs.oneBit(4), Memory.errorFeedback(2), 1);
                RoundReduction reduction =
                    new RoundReduction(communicator, new GuardLimits(100, 1e9, 0), summation);
                LocalReplica replica = new LocalReplica(new float[2], OuterOptimizer.averaging());
                replica.parameters()[0] = 2;
                replica.learned(3);
                reduction.run(replica, 1, World.PATIENCE);
                byte[] memory = summation.snapshot();
                float[] base = replica.baseView().clone();

                float[] before = replica.parameters().clone();
                float wild = communicator.rank() == 1 ? 1_000 : 1;
                replica.parameters()[1] += wild;
                replica.learned(5);
                assertThatThrownBy(() -> reduction.run(replica, 2, World.PATIENCE))
                    .isInstanceOfSatisfying(
                        CollectiveException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.BAD_CONTRIBUTION))
                    .hasMessageContaining("bad=1");
                assertThat(summation.snapshot()).isEqualTo(memory);
                assertThat(replica.baseView()).containsExactly(base);
                assertThat(replica.parameters()).containsExactly(before[0], before[1] + wild);
                assertThat(replica.uncommittedWeight()).isEqualTo(5);

                replica.parameters()[1] = before[1] + 1;
                assertThat(reduction.run(replica, 3, World.PATIENCE)).isEqualTo(10);
                return replica.baseView();
              })) {
        assertThat(outcome.failure()).isNull();
      }
    }
  }
}
