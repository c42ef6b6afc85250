package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.TestLearner.Learned;
import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.model.optimize.RateSchedule;
import io.thalweg.model.optimize.WeightDecay;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A head of two classes with room for five, on the learners of a team. */
class GrowingHeadTest {
  private static final int ROOM = 5;
  private static final int INPUTS = 2;

  @TempDir private Path dir;

  /** Both know classes 0 and 1. */
  private GrowingHeads begun(int worldSize, TrainingConfig config) {
    GrowingHeads team = GrowingHeads.open(worldSize, config, dir.resolve("team" + worldSize));
    for (int i = 0; i < 24; i++) {
      team.learn(i % worldSize, i, i % 2);
    }
    team.round();
    team.round();
    return team;
  }

  /** Whether element {@code i} of the flat parameters belongs to an output from this one on. */
  private static boolean isOf(int i, int firstOutput) {
    return i % ROOM >= firstOutput;
  }

  @Test
  void aClassThatOneRankSeesComesToAllAtOneRoundAndBeginsByTheSeed() {
    try (GrowingHeads team = begun(2, TestLearner.config(4, 1))) {
      team.learn(0, 30, 3);
      for (int i = 31; i < 40; i++) {
        team.learn(0, i, i % 2);
        team.learn(1, i, i % 2);
      }
      int learned = team.ranks.get(0).ledger.size();
      team.learner(0).flush();
      assertThat(team.ranks.get(0).ledger).as("what is behind it waits, too").hasSize(learned);
      assertThat(team.learner(0).waiting()).isEqualTo(10);
      assertThat(team.learner(0).needsRound()).isTrue();
      assertThat(team.learner(1).needsRound()).isFalse();
      assertThat(team.outputs()).containsExactly(2, 2);

      team.round();

      assertThat(team.outputs()).containsExactly(4, 4);
      assertThat(team.learner(0).needsRound()).isFalse();
      float[] base = team.learner(0).baseView();
      assertThat(team.learner(1).baseView()).containsExactly(base);
      float[] seeded = Initializer.heNormal(GrowingHeads.SPEC);
      for (int i = 0; i < base.length; i++) {
        if (isOf(i, 4)) {
          assertThat(base[i]).as("no such class").isZero();
        } else if (isOf(i, 2)) {
          assertThat(base[i]).isEqualTo(seeded[i]);
        }
      }
      assertThat(seeded[2]).isNotZero();
      List<Learned> ledger = team.ranks.get(0).ledger;
      assertThat(ledger.get(learned)).extracting(Learned::id, Learned::label).contains("e30", 3f);
      assertThat(team.learner(1).parameters()).as("nothing trained since").containsExactly(base);
    }
  }

  @Test
  void anAbortedRoundBringsNothingAndTheNextOneDoes() {
    try (GrowingHeads team = begun(2, TestLearner.config(4, 0))) {
      team.learn(1, 30, 2);
      team.reduce();
      team.learn(1, 31, 4); // after the freeze
      team.ranks.forEach(t -> t.learner.abort());
      assertThat(team.outputs()).containsExactly(2, 2);
      team.reduce();
      team.ranks.forEach(t -> t.learner.abort());
      team.round();
      assertThat(team.outputs()).containsExactly(5, 5);
    }
  }

  @Test
  void aClassThatComesBehindTheFreezeWaitsForTheRoundAfter() {
    try (GrowingHeads team = begun(2, TestLearner.config(1, 0))) {
      team.learn(0, 30, 2);
      float[] reduced = team.reduce();
      team.learn(0, 31, 3);
      for (TestLearner t : team.ranks) {
        t.learner.commit(t.learner.round() + 1, reduced.clone(), 2);
      }
      assertThat(team.outputs()).containsExactly(3, 3);
      assertThat(team.learner(0).waiting()).isEqualTo(1);
      assertThat(team.learner(0).needsRound()).isTrue();
      team.round();
      assertThat(team.outputs()).containsExactly(4, 4);
      assertThat(team.learner(0).waiting()).isZero();
    }
  }

  @Test
  void neitherDecayNorMomentsKnowOfOutputsThatAreNotThereYet() {
    DescentSpec decaying =
        new DescentSpec(new WeightDecay(0.1f, WeightDecay.Of.ALL), 1, RateSchedule.CONSTANT, 1);
    List<OptimizerSpec> optimizers =
        List.of(
            new OptimizerSpec.Sgd(0.01f, 0.5f),
            OptimizerSpec.Adam.defaults(0.01f),
            new OptimizerSpec.AdamW(0.01f, 0.9f, 0.999f, 1e-8f),
            new OptimizerSpec.Lamb(0.01f, 0.9f, 0.999f, 1e-6f),
            new OptimizerSpec.Ftrl(0.1f, 1, 0.01f, 0));
    for (OptimizerSpec optimizer : optimizers) {
      TrainingConfig config = new TrainingConfig(4, 1, optimizer, decaying);
      Path place = dir.resolve(optimizer.kind());
      try (GrowingHeads team = GrowingHeads.open(1, config, place)) {
        for (int i = 0; i < 40; i++) {
          team.learn(0, i, i % 2);
          if (i % 10 == 7) {
            team.round();
          }
        }
        assertThat(team.learner(0).steps()).isPositive();
        LearnerState state = team.learner(0).toState(0, 1);
        for (int i = 0; i < state.replica().parameters().length; i++) {
          if (isOf(i, 2)) {
            assertThat(state.replica().parameters()[i]).isZero();
            for (float[] slot : state.optimizer().slots()) {
              assertThat(slot[i]).as(optimizer.kind()).isZero();
            }
          }
        }
      }
    }
  }

  @Test
  void nobodyIsToldOfClassesThatAreNotThere() {
    try (GrowingHeads team = begun(1, TestLearner.config(4, 1))) {
      for (int i = 24; i < 60; i++) {
        team.learn(0, i, i == 40 ? 2 : i % 2);
      }
      BaseModel before = team.learner(0).baseModel();
      assertThat(before.spec().head()).isEqualTo(new Head.Multiclass(2));
      team.round();
      team.round();
      BaseModel model = team.learner(0).baseModel();
      assertThat(model.spec().head()).isEqualTo(new Head.Multiclass(3));
      float[] released = model.parametersView();
      assertThat(released).hasSize(model.spec().parameterLayout().length()).hasSize(9);
      float[] base = team.learner(0).baseView();
      for (int row = 0; row <= INPUTS; row++) {
        for (int c = 0; c < 3; c++) {
          assertThat(released[row * 3 + c]).isEqualTo(base[row * ROOM + c]);
        }
      }
      Parity parity = model.parity();
      for (List<Float> outputs : parity.outputs()) {
        assertThat(outputs).hasSize(3);
        assertThat(outputs.stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-6));
      }
      List<Learned> ledger = team.ranks.get(0).ledger;
      assertThat(ledger).hasSize(60).extracting(Learned::score).allMatch(score -> score < 3);
      assertThat(ledger.subList(0, 40)).extracting(Learned::score).allMatch(score -> score < 2);
      // Until the third class came, what isn't there was given no probability at all.
      assertThat(team.learner(0).prequential().logLossSum() / 60).isLessThan(3);
    }
  }

  @Test
  void whatHoldsOnToThePastGoesOnThroughGrowthAndRestores() {
    List<Regularization> held =
        List.of(
            new Regularization.Ewc(0.1, 0.9, 2),
            new Regularization.Si(0.1, 1),
            new Regularization.Lwf(0.5, 2));
    TrainingConfig config =
        new TrainingConfig(
            4,
            1.5,
            1,
            OptimizerSpec.Adam.defaults(0.01f),
            DescentSpec.PLAIN,
            StrategySpec.of(new Rehearsal.DarkExperience(0.5, 0.5), held, 10));
    for (int cutAt : new int[] {3, 61, 70, 125, 150}) {
      Path place = dir.resolve("cut" + cutAt);
      Path snapshot = place.resolve("snapshot");
      try (TestLearner t = TestLearner.open(GrowingHeads.SPEC, config, place.resolve("whole"))) {
        run(t, 0, cutAt);
        byte[] state = t.state();
        t.snapshotTo(snapshot);
        try (TestLearner restored =
            TestLearner.restore(
                GrowingHeads.SPEC,
                config,
                TestLearner.REPLAY,
                io.thalweg.learner.drift.DriftConfig.NONE,
                state,
                snapshot,
                place.resolve("restored"))) {
          assertThat(restored.state()).isEqualTo(state);
          run(t, cutAt, 300);
          run(restored, cutAt, 300);
          assertThat(restored.state()).isEqualTo(t.state());
        }
        assertThat(t.learner.outputs()).isEqualTo(ROOM);
        assertThat(t.learner.prequential().examples()).isEqualTo(300);
        for (float p : t.learner.parameters()) {
          assertThat(p).isFinite();
        }
      }
    }
  }

  private static void run(TestLearner t, int from, int to) {
    for (int i = from; i < to; i++) {
      t.learn(i, i + 1);
      if (i % 15 == 7 || i == 299) {
        t.learner.commitAlone();
      }
      if (i == 299) {
        t.learner.flush();
      }
    }
  }

  @Test
  void whatIsStoredBesideARowSaysNothingOfClassesThatCameLater() {
    float[] hardly = darkStep(1e-9);
    float[] strongly = darkStep(1);
    for (int i = 0; i < hardly.length; i++) {
      if (isOf(i, 2)) {
        assertThat(strongly[i]).isEqualTo(hardly[i]).isFinite();
      }
    }
  }

  /** The parameters after the step in which a row of two classes is replayed beside a third's. */
  private float[] darkStep(double alpha) {
    StrategySpec dark = StrategySpec.of(new Rehearsal.DarkExperience(alpha, 0), List.of(), 0);
    TrainingConfig config =
        new TrainingConfig(1, 1, 1, new OptimizerSpec.Sgd(0.01f, 0), DescentSpec.PLAIN, dark);
    try (GrowingHeads team = GrowingHeads.open(1, config, dir.resolve("dark" + alpha))) {
      team.learn(0, 0, 0);
      team.round();
      team.learn(0, 1, 2);
      team.round();
      assertThat(team.learner(0).examplesReplayed()).isPositive();
      return team.learner(0).parameters();
    }
  }

  @Test
  void aCheckpointWithinARoundHoldsWhatWasWantedAndWhatCameOfIt() {
    TrainingConfig config = TestLearner.config(4, 0);
    try (GrowingHeads team = begun(1, config);
        GrowingHeads second = GrowingHeads.open(1, config, dir.resolve("second"));
        GrowingHeads third = GrowingHeads.open(1, config, dir.resolve("third"))) {
      team.learn(0, 30, 4);
      OnlineLearner first = team.learner(0);
      float[] frozen = first.freeze();
      OnlineLearner frozenThere = second.learner(0);
      frozenThere.restore(LearnerState.fromBytes(first.toState(0, 1).toBytes()));
      assertThat(frozenThere.contribution()).containsExactly(frozen);
      frozenThere.accept(frozenThere.round() + 1, frozen, 1);
      assertThat(frozenThere.outputs()).as("not taken over yet").isEqualTo(2);
      assertThat(frozenThere.baseModel().spec().head()).isEqualTo(new Head.Multiclass(5));
      OnlineLearner committedThere = third.learner(0);
      byte[] committed = frozenThere.toState(0, 1).toBytes();
      committedThere.restore(LearnerState.fromBytes(committed));
      assertThat(committedThere.baseModel().spec().head()).isEqualTo(new Head.Multiclass(5));
      committedThere.apply();
      frozenThere.apply();
      assertThat(committedThere.outputs()).isEqualTo(5);
      assertThat(committedThere.toState(0, 1).toBytes())
          .isEqualTo(frozenThere.toState(0, 1).toBytes());
      assertThat(
              LearnerState.fromBytes(committed)
                  .settled(GrowingHeads.SPEC, RaceSpec.NONE)
                  .replica()
                  .outputs())
          .isEqualTo(5);
    }
  }

  @Test
  void theWayOfANewWeightCountsFromWhereItBegins() {
    StrategySpec held =
        StrategySpec.of(
            new Rehearsal.ExperienceReplay(), List.of(new Regularization.Si(0.1, 1)), 1000);
    TrainingConfig config =
        new TrainingConfig(4, 0, 1, OptimizerSpec.Adam.defaults(0.01f), DescentSpec.PLAIN, held);
    try (GrowingHeads team = begun(1, config)) {
      team.learn(0, 30, 2);
      team.round();
      float[] seeded = Initializer.heNormal(GrowingHeads.SPEC);
      float[] anchor =
          team.learner(0)
              .toState(0, 1)
              .strategy()
              .vectors()
              .getOrDefault("si.anchor", new float[0]);
      for (int i = 0; i < seeded.length; i++) {
        if (isOf(i, 2)) {
          assertThat(anchor[i]).isEqualTo(isOf(i, 3) ? 0 : seeded[i]);
        }
      }
    }
  }

  @Test
  void aTeacherIsAskedForTheClassesThatItHadAndSaysSoInACheckpoint() {
    Teacher teacher = teacher();
    teacher.consolidate(new float[15], 2);
    assertThat(asked(teacher)).containsExactly(0, 1);
    Teacher restored = teacher();
    restored.restore(teacher.state());
    assertThat(asked(restored)).containsExactly(0, 1);
    Teacher more = teacher();
    more.consolidate(new float[15], 4);
    StrategyState mean =
        StrategyState.mean(
            List.of(new StrategyState(0, teacher.state()), new StrategyState(0, more.state())),
            List.of(3L, 1L));
    restored.restore(mean.vectors());
    assertThat(asked(restored)).as("what both knew").containsExactly(0, 1);
  }

  private static Teacher teacher() {
    GradientEngine engine = new LinearEngine(GrowingHeads.SPEC);
    return new Teacher(new Regularization.Lwf(1, 2), engine, 1, GrowingHeads.SPEC.head());
  }

  /** Of which outputs it wants anything else than they say. */
  private static List<Integer> asked(Teacher teacher) {
    float[] gradient = new float[ROOM];
    teacher.answer(new float[] {1, 1}, 1, new float[15]);
    teacher.add(new float[] {1, 2, 3, 4, 5}, 1, gradient);
    return IntStream.range(0, ROOM).filter(c -> gradient[c] != 0).boxed().toList();
  }

  @Test
  void aRescaledTeamHasTheClassesOfTheOldOne() {
    try (GrowingHeads team = begun(1, TestLearner.config(4, 0))) {
      team.learn(0, 30, 2);
      team.round();
      team.learn(0, 31, 4);
      List<LearnerState> old = List.of(team.learner(0).toState(0, 1));
      try (GrowingHeads wider = GrowingHeads.open(3, TestLearner.config(4, 0), dir.resolve("3"))) {
        for (int rank = 0; rank < 3; rank++) {
          int mine = rank;
          LearnerState state = LearnerState.forRank(old, rank, 3, group -> group % 3 == mine);
          wider.learner(rank).restore(LearnerState.fromBytes(state.toBytes()));
        }
        assertThat(wider.outputs()).containsExactly(3, 3, 3);
        wider.round();
        assertThat(wider.outputs()).containsExactly(5, 5, 5);
        float[] base = wider.learner(0).baseView();
        assertThat(wider.learner(1).baseView()).containsExactly(base);
        assertThat(wider.learner(2).baseView()).containsExactly(base);
      }
    }
  }
}
