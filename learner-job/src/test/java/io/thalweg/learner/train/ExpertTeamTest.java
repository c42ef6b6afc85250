package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.sync.MarkedReplica.Phase;
import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.learner.train.experts.RoutedExperts.Counts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experts on several learners, over checkpoints and other numbers of learners. */
class ExpertTeamTest {
  /** By then the first expert has a level, and the other regime begins. */
  private static final int TURN = 12 * Regimes.ROUND;

  @TempDir private Path dir;

  private TestLearner open(ModelSpec spec, String name) {
    return TestLearner.open(spec, Regimes.CONFIG, Regimes.REPLAY, dir.resolve(name));
  }

  private static float[] reduce(List<TestLearner> team) {
    float[] sum = new float[0];
    for (TestLearner t : team) {
      float[] one = t.learner.freeze();
      sum = sum.length == 0 ? new float[one.length] : sum;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += one[i];
      }
    }
    return sum;
  }

  @Test
  void allLearnersChooseAlikeAndShareOneBase() {
    List<TestLearner> team = List.of(open(Regimes.EXPERTS, "a"), open(Regimes.EXPERTS, "b"));
    try {
      for (int i = 0; i < 4 * TURN; i++) {
        team.get(i % 3 % 2).learn(i, Regimes.row(i, i / TURN % 2 == 1));
        if (i % Regimes.ROUND == Regimes.ROUND - 1) {
          float[] reduced = reduce(team);
          // Behind the freeze learning goes on, on one of them only.
          if (i % TURN > TURN / 2) {
            team.get(0).learn(i + 1_000_000, Regimes.row(i + 1_000_000, i / TURN % 2 == 1));
          }
          for (TestLearner t : team) {
            t.learner.commit(t.learner.round() + 1, reduced.clone(), 2);
          }
          assertThat(team.get(1).learner.experts()).isEqualTo(team.get(0).learner.experts());
          assertThat(team.get(1).learner.baseView())
              .containsExactly(team.get(0).learner.baseView());
          assertOneGateIsOpen(team.get(0));
        }
      }
      assertThat(team.get(0).learner.experts()).isEqualTo(new Counts(1, 2, 1, 2));
    } finally {
      team.forEach(TestLearner::close);
    }
  }

  private static void assertOneGateIsOpen(TestLearner t) {
    float[] base = t.learner.baseView();
    List<Tensor> gates =
        Regimes.EXPERTS.parameterLayout().tensors().stream()
            .filter(tensor -> tensor.name().endsWith(".gate"))
            .toList();
    assertThat(gates).hasSize(3);
    for (int e = 0; e < 3; e++) {
      float wanted = e == t.learner.experts().chosen() ? 1 : 0;
      assertThat(base[gates.get(e).offset()]).isEqualTo(wanted);
      assertThat(t.learner.parameters()[gates.get(e).offset()]).isEqualTo(wanted);
    }
  }

  @Test
  void whoeverRestsStaysAsTheBaseSays() {
    try (TestLearner t = open(Regimes.EXPERTS, "rests")) {
      Regimes.learn(t, 0, TURN, false);
      Regimes.learn(t, TURN, 2 * TURN + 100, true);
      assertThat(t.learner.experts().chosen()).isEqualTo(1);
      float[] base = t.learner.baseView();
      float[] now = t.learner.parameters();
      int moved = 0;
      for (Tensor tensor : Regimes.EXPERTS.parameterLayout().tensors()) {
        for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
          boolean learns = tensor.name().startsWith("experts.1.");
          assertThat(learns || base[i] == now[i]).as(tensor.name()).isTrue();
          moved += base[i] == now[i] ? 0 : 1;
        }
      }
      assertThat(moved).isPositive();
    }
  }

  /** Where a checkpoint is taken in a round. */
  private enum At {
    OPEN,
    FROZEN,
    COMMITTED
  }

  @Test
  void aCheckpointInAnyPhaseOfTheRoundThatAddsGoesOnToTheBit() {
    for (ModelSpec spec : List.of(Regimes.EXPERTS, Regimes.LATERAL)) {
      int adds = roundThatAdds(spec, "find" + spec.hashCode());
      for (At at : At.values()) {
        goesOn(spec, adds, at, dir.resolve(spec.hashCode() + at.name()));
      }
    }
  }

  /** The first row behind the round that adds an expert. */
  private int roundThatAdds(ModelSpec spec, String name) {
    try (TestLearner t = open(spec, name)) {
      Regimes.learn(t, 0, TURN, false);
      int i = TURN;
      while (t.learner.experts().added() == 0) {
        Regimes.learn(t, i, i + 1, true);
        i++;
      }
      assertThat(i % Regimes.ROUND).isZero();
      return i;
    }
  }

  private void goesOn(ModelSpec spec, int adds, At at, Path place) {
    Path snapshot = place.resolve("snapshot");
    byte[] state;
    float[] wanted;
    try (TestLearner t =
        TestLearner.open(spec, Regimes.CONFIG, Regimes.REPLAY, place.resolve("uninterrupted"))) {
      Regimes.learn(t, 0, TURN, false);
      Regimes.learn(t, TURN, adds - 1, true);
      t.learn(adds - 1, Regimes.row(adds - 1, true));
      float[] reduced = at == At.OPEN ? new float[0] : t.learner.freeze();
      Regimes.learn(t, adds, adds + 40, true);
      if (at == At.COMMITTED) {
        t.learner.accept(t.learner.round() + 1, reduced.clone(), 1);
        Regimes.learn(t, adds + 40, adds + 50, true);
      }
      t.snapshotTo(snapshot);
      state = t.state();
      finish(t, adds + 50, at);
      wanted = t.learner.parameters();
    }
    try (TestLearner t =
        TestLearner.restore(
            spec,
            Regimes.CONFIG,
            Regimes.REPLAY,
            DriftConfig.NONE,
            state,
            snapshot,
            place.resolve("restored"))) {
      finish(t, adds + 50, at);
      assertThat(t.learner.parameters()).as(spec.architecture() + " " + at).containsExactly(wanted);
    }
  }

  private static void finish(TestLearner t, int from, At at) {
    if (at == At.COMMITTED) {
      t.learner.apply();
    } else if (at == At.FROZEN) {
      assertThat(t.learner.phase()).isEqualTo(Phase.FROZEN);
      t.learner.commit(t.learner.round() + 1, t.learner.contribution(), 1);
    } else {
      t.learner.commitAlone();
    }
    assertThat(t.learner.experts().added()).isEqualTo(1);
    Regimes.learn(t, from, from + 3 * Regimes.ROUND, true);
    t.learner.flush();
  }

  @Test
  void whatSeveralLeaveToOneChoosesOn() {
    List<TestLearner> team = List.of(open(Regimes.EXPERTS, "c"), open(Regimes.EXPERTS, "d"));
    List<LearnerState> states = new ArrayList<>();
    RoutedExperts.Counts counts;
    float[] base;
    Path snapshot = dir.resolve("both");
    try {
      for (int i = 0; i < 3 * TURN / 2; i++) {
        team.get(i % 2).learn(i, Regimes.row(i, i >= TURN));
        if (i % Regimes.ROUND == Regimes.ROUND - 1) {
          float[] reduced = reduce(team);
          team.forEach(t -> t.learner.commit(t.learner.round() + 1, reduced.clone(), 2));
        }
      }
      counts = team.get(0).learner.experts();
      assertThat(counts.added()).isEqualTo(1);
      for (int rank = 0; rank < 2; rank++) {
        byte[] bytes = team.get(rank).learner.toState(rank, 2).toBytes();
        states.add(LearnerState.fromBytes(bytes).settled(Regimes.EXPERTS, RaceSpec.NONE));
      }
      base = team.get(0).learner.baseView().clone();
      team.get(0).snapshotTo(snapshot);
    } finally {
      team.forEach(TestLearner::close);
    }
    byte[] alone = LearnerState.forRank(states, 0, 1, group -> true).toBytes();
    try (TestLearner t =
        TestLearner.restore(
            Regimes.EXPERTS,
            Regimes.CONFIG,
            Regimes.REPLAY,
            DriftConfig.NONE,
            alone,
            snapshot,
            dir.resolve("alone"))) {
      assertThat(t.learner.experts()).isEqualTo(counts);
      assertThat(t.learner.baseView()).containsExactly(base);
      Regimes.learn(t, 0, TURN / 2, false);
      assertThat(t.learner.experts().recalled()).isEqualTo(1);
      assertThat(t.learner.experts().chosen()).isZero();
    }
  }

  @Test
  void aRoundThatAddsIsSettledWithTheMomentsOfTheCopiedExpert() {
    int adds = roundThatAdds(Regimes.EXPERTS, "look");
    try (TestLearner t = open(Regimes.EXPERTS, "settle")) {
      Regimes.learn(t, 0, TURN, false);
      Regimes.learn(t, TURN, adds - 1, true);
      t.learn(adds - 1, Regimes.row(adds - 1, true));
      float[] reduced = t.learner.freeze();
      t.learner.accept(t.learner.round() + 1, reduced, 1);
      LearnerState settled =
          LearnerState.fromBytes(t.state()).settled(Regimes.EXPERTS, RaceSpec.NONE);
      t.learner.apply();
      LearnerState applied = LearnerState.fromBytes(t.state());
      assertThat(settled.replica().base()).containsExactly(applied.replica().base());
      assertThat(settled.replica().parameters()).containsExactly(applied.replica().parameters());
      for (int slot = 0; slot < 2; slot++) {
        assertThat(settled.optimizer().slots()[slot])
            .containsExactly(applied.optimizer().slots()[slot]);
      }
      assertThat(moments(applied, "experts.1.")).isEqualTo(moments(applied, "experts.0."));
      assertThat(moments(applied, "experts.1.")).contains(0f).anyMatch(x -> x != 0);
    }
  }

  @Test
  void whoeverIsRecalledHasItsMomentsOfThen() {
    try (TestLearner t = open(Regimes.EXPERTS, "recalled")) {
      Regimes.learn(t, 0, TURN, false);
      Regimes.learn(t, TURN, 2 * TURN, true);
      assertThat(t.learner.experts().chosen()).isEqualTo(1);
      List<Float> left = moments(LearnerState.fromBytes(t.state()), "experts.0.");
      Regimes.learn(t, 2 * TURN, 3 * TURN - 1, true);
      assertThat(moments(LearnerState.fromBytes(t.state()), "experts.0.")).isEqualTo(left);
      int i = 3 * TURN;
      while (t.learner.experts().recalled() == 0) {
        Regimes.learn(t, i, i + 1, false);
        i++;
      }
      assertThat(moments(LearnerState.fromBytes(t.state()), "experts.0.")).isEqualTo(left);
    }
  }

  private static List<Float> moments(LearnerState state, String expert) {
    List<Float> out = new ArrayList<>();
    for (Tensor t : Regimes.EXPERTS.parameterLayout().tensors()) {
      for (int i = 0; i < t.length() && t.name().startsWith(expert); i++) {
        out.add(state.optimizer().slots()[0][t.offset() + i]);
      }
    }
    return out;
  }
}
