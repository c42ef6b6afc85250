package io.thalweg.collective.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.Vectors;
import org.junit.jupiter.api.Test;

final class LocalReplicaTest {

  private static final Average NOBODY = new Average(new float[2], 0);

  private static LocalReplica replica(OuterOptimizer outer) {
    return new LocalReplica(new float[] {10, 20}, outer);
  }

  private static void learn(LocalReplica replica, float first, float second, double weight) {
    replica.parameters()[0] += first;
    replica.parameters()[1] += second;
    replica.learned(weight);
  }

  @Test
  void putsWhatWasLearnedSinceTheFreezeOnTopOfTheNextBase() {
    LocalReplica replica = replica(OuterOptimizer.averaging());
    learn(replica, 1, 2, 3);
    Contribution contribution = replica.freeze();
    assertThat(contribution.valuesView()).containsExactly(1, 2);
    assertThat(contribution.weight()).isEqualTo(3);
    learn(replica, 0.5f, 0.25f, 5);
    replica.commit(new Average(new float[] {4, -4}, 8));
    assertThat(replica.baseView()).containsExactly(14, 16);
    assertThat(replica.parameters()).containsExactly(14.5f, 16.25f);
    assertThat(replica.uncommittedWeight()).isEqualTo(5);
  }

  @Test
  void keepsSeveralRoundsUnderWayApart() {
    LocalReplica replica = replica(OuterOptimizer.averaging());
    learn(replica, 1, 0, 1);
    replica.freeze();
    learn(replica, 0, 2, 2);
    Contribution second = replica.freeze();
    assertThat(second.valuesView()).containsExactly(0, 2);
    assertThat(second.weight()).isEqualTo(2);
    learn(replica, 4, 4, 4);
    replica.commit(new Average(new float[] {3, 3}, 9));
    assertThat(replica.baseView()).containsExactly(13, 23);
    assertThat(replica.parameters()).containsExactly(17, 29); // base + second + open
    replica.commit(new Average(new float[] {0, 1}, 9));
    assertThat(replica.baseView()).containsExactly(13, 24);
    assertThat(replica.parameters()).containsExactly(17, 28);
    assertThat(replica.uncommittedWeight()).isEqualTo(4);
    assertThat(replica.inFlight()).isZero();
  }

  @Test
  void carriesItsDeltaOverARoundThatItSatOut() {
    LocalReplica replica = replica(OuterOptimizer.averaging());
    learn(replica, 1, 2, 3);
    replica.commitCarried(new Average(new float[] {5, 5}, 7));
    assertThat(replica.parameters()).containsExactly(16, 27);
    Contribution carried = replica.freeze();
    assertThat(carried.valuesView()).containsExactly(1, 2);
    assertThat(carried.weight()).isEqualTo(3);
  }

  @Test
  void leavesEverythingOpenWhenRoundsFail() {
    OuterOptimizer outer = OuterOptimizer.nesterov(2, 0.7f, 0.9f);
    byte[] before = outer.snapshot();
    LocalReplica replica = replica(outer);
    learn(replica, 1, 2, 3);
    replica.freeze();
    learn(replica, 1, 1, 2);
    replica.freeze();
    replica.abort();
    assertThat(replica.parameters()).containsExactly(12, 23);
    assertThat(replica.baseView()).containsExactly(10, 20);
    Contribution again = replica.freeze();
    assertThat(again.valuesView()).containsExactly(2, 3);
    assertThat(again.weight()).isEqualTo(5);
    assertThat(outer.snapshot()).isEqualTo(before);
  }

  @Test
  void staysWhereItIsWhenNobodyLearnedMomentumIncluded() {
    OuterOptimizer outer = OuterOptimizer.nesterov(2, 1, 0.5f);
    LocalReplica replica = replica(outer);
    replica.freeze();
    replica.commit(new Average(new float[] {2, 2}, 1));
    byte[] state = outer.snapshot();
    float[] base = replica.baseView().clone();
    replica.freeze();
    replica.commit(NOBODY);
    assertThat(replica.baseView()).containsExactly(base);
    assertThat(outer.snapshot()).isEqualTo(state);
  }

  @Test
  void refusesACommitOfARoundThatWasNeverFrozen() {
    assertThatThrownBy(() -> replica(OuterOptimizer.averaging()).commit(NOBODY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("never frozen");
  }

  /** v: 2, 0.5 * 2 + 4 = 5; base: 10 + 0.5 * (2 + 0.5 * 2), then + 0.5 * (4 + 0.5 * 5). */
  @Test
  void takesNesterovStepsAsWorkedOutByHand() {
    OuterOptimizer outer = OuterOptimizer.nesterov(1, 0.5f, 0.5f);
    float[] base = outer.step(new float[] {10}, new float[] {2});
    assertThat(base).containsExactly(11.5f);
    assertThat(outer.step(base, new float[] {4})).containsExactly(14.75f);
  }

  @Test
  void nesterovContinuesFromASnapshotBitForBitAndWithoutMomentumIsAveraging() {
    OuterOptimizer original = OuterOptimizer.nesterov(50, 0.7f, 0.9f);
    OuterOptimizer plain = OuterOptimizer.nesterov(50, 1, 0);
    float[] base = Vectors.random(1, 0, 50);
    for (int round = 0; round < 5; round++) {
      float[] delta = Vectors.random(2, round, 50);
      assertThat(plain.step(base, delta))
          .containsExactly(OuterOptimizer.averaging().step(base, delta));
      base = original.step(base, delta);
    }
    OuterOptimizer restored = OuterOptimizer.nesterov(50, 0.7f, 0.9f);
    restored.restore(original.snapshot());
    float[] delta = Vectors.random(3, 0, 50);
    assertThat(restored.step(base, delta)).containsExactly(original.step(base, delta));
  }
}
