package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.sync.Totals;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelReplicaTest {
  private static final FeatureSpec ONE_NUMBER =
      new FeatureSpec(
          List.of(
              new Feature.Numeric(
                  "x", "x", Feature.Transform.NONE, Feature.Scaling.STANDARDIZE, -1e9, 1e9)));

  private static ModelReplica replica(float... initial) {
    return new ModelReplica(initial, ONE_NUMBER);
  }

  private static float[] sum(float[] a, float[] b) {
    float[] out = a.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += b[i];
    }
    return out;
  }

  private static void learn(ModelReplica r, int examples, float... deltas) {
    for (int i = 0; i < deltas.length; i++) {
      r.parameters()[i] += deltas[i];
    }
    r.learned(examples);
  }

  @Test
  void theNewBaseIsTheAverageWeightedByExamples() {
    ModelReplica a = replica(1, 1);
    ModelReplica b = replica(1, 1);
    learn(a, 30, 1, 0);
    learn(b, 10, -1, 4);
    float[] reduced = sum(a.freeze(), b.freeze());
    a.commit(1, reduced, 2);
    b.commit(1, reduced, 2);
    assertThat(a.base()).containsExactly(1.5f, 2f);
    assertThat(b.base()).containsExactly(a.base());
    assertThat(a.parameters()).containsExactly(a.base());
    assertThat(a.openExamples()).isZero();
  }

  @Test
  void whatWasLearnedAfterTheFreezeStaysOnTopOfTheNewBase() {
    ModelReplica a = replica(0);
    ModelReplica idle = replica(0);
    learn(a, 8, 2);
    float[] reduced = sum(a.freeze(), idle.freeze());
    learn(a, 4, 0.5f);
    a.commit(1, reduced, 2);
    assertThat(a.base()).containsExactly(2f);
    assertThat(a.parameters()).containsExactly(2.5f);
    assertThat(a.openExamples()).isEqualTo(4);
  }

  @Test
  void anAbortedRoundLosesNothing() {
    ModelReplica a = replica(0);
    ModelReplica b = replica(0);
    learn(a, 4, 1);
    float[] dropped = a.freeze();
    assertThat(dropped[0]).isEqualTo(4f);
    a.abort();
    learn(a, 4, 1);
    learn(b, 8, 0);
    float[] reduced = sum(a.freeze(), b.freeze());
    a.commit(1, reduced, 2);
    assertThat(reduced[0]).isEqualTo(16f);
    assertThat(a.base()).containsExactly(1f);
  }

  @Test
  void aLoneReplicaKeepsItsParametersToTheBit() {
    ModelReplica a = replica(0.1f, 0.7f);
    learn(a, 3, 0.2000001f, -0.33333f);
    float[] before = a.parameters().clone();
    a.commit(1, a.freeze(), 1);
    assertThat(a.parameters()).containsExactly(before);
    assertThat(a.base()).containsExactly(before);
  }

  @Test
  void statisticsOfAllReplicasAreThoseOfAllRows() {
    ModelReplica a = replica(0);
    ModelReplica b = replica(0);
    double[] seen = {1, 2, 10, 40, 41, 45, 7};
    for (int i = 0; i < 4; i++) {
      (i < 2 ? a : b).openStatistics().add(new float[] {(float) seen[i]}, 0);
    }
    float[] first = sum(a.freeze(), b.freeze());
    a.openStatistics().add(new float[] {(float) seen[4]}, 0); // after the freeze
    a.commit(1, first, 2);
    b.commit(1, first, 2);
    float[] again = a.freeze();
    a.abort();
    assertThat(again[2]).isEqualTo(1f); // count of the open row
    b.openStatistics().add(new float[] {(float) seen[5]}, 0);
    b.openStatistics().add(new float[] {(float) seen[6]}, 0);
    float[] second = sum(a.freeze(), b.freeze());
    a.commit(2, second, 2);
    b.commit(2, second, 2);
    double mean = 0;
    for (double x : seen) {
      mean += x / seen.length;
    }
    double variance = 0;
    for (double x : seen) {
      variance += (x - mean) * (x - mean) / (seen.length - 1);
    }
    assertThat((double) a.standardization().meanView()[0]).isCloseTo(mean, within(1e-4));
    assertThat((double) a.standardization().scaleView()[0])
        .isCloseTo(1 / Math.sqrt(variance), within(1e-5));
    assertThat(a.standardization().toState()).containsExactly(b.standardization().toState());
  }

  @Test
  void aRescaledTeamComputesTheAverageThatTheOldOneWould() {
    ModelReplica a = replica(1);
    ModelReplica b = replica(1);
    learn(a, 30, 1);
    learn(b, 10, -1);
    a.openStatistics().add(new float[] {3}, 0);
    List<LearnerState> old = List.of(state(a, 0), state(b, 1));
    float[] expected = sum(a.freeze(), b.freeze());
    ModelReplica[] team = new ModelReplica[3];
    float[] reduced = new float[expected.length];
    for (int rank = 0; rank < 3; rank++) {
      team[rank] = replica(9);
      team[rank].restore(LearnerState.forRank(old, rank, 3, g -> true).replica());
      assertThat(team[rank].parameters()).containsExactly(1f);
      reduced = sum(reduced, team[rank].freeze());
    }
    assertThat(reduced).containsExactly(expected);
    for (ModelReplica r : team) {
      r.commit(1, reduced, 3);
      assertThat(r.base()).containsExactly(1.5f);
      assertThat(r.openExamples()).isZero();
    }
  }

  @Test
  void aStateSurvivesItsBytes() {
    ModelReplica a = replica(1, 2);
    learn(a, 3, 0.5f, 0.25f);
    a.openStatistics().add(new float[] {3}, 0);
    LearnerState back = LearnerState.fromBytes(state(a, 0).toBytes());
    ModelReplica b = replica(0, 0);
    b.restore(LearnerState.forRank(List.of(back, back), 0, 2, g -> true).replica());
    assertThat(b.freeze()).containsExactly(a.freeze());
    assertThat(b.parameters()).containsExactly(a.parameters());
  }

  @Test
  void aStateOfAnotherFormatIsRefusedWithBothNumbers() {
    byte[] bytes = state(replica(1), 0).toBytes();
    bytes[3] = 12;
    assertThatThrownBy(() -> LearnerState.fromBytes(bytes))
        .hasMessage("learner state has format 12, this build reads up to 11");
  }

  static LearnerState state(ModelReplica r, int rank) {
    return new LearnerState(
        rank,
        2,
        r.toState(),
        new OptimizerState(1, new float[][] {}),
        1,
        0,
        Expiry.NOTHING_SEEN,
        new byte[0],
        io.thalweg.model.evaluate.PrequentialCounts.NONE,
        new WaitingRows(),
        io.thalweg.learner.sync.Totals.NONE,
        new Reach(),
        Totals.NONE,
        StrategyState.NONE,
        RaceState.NONE,
        0,
        new byte[0]);
  }
}
