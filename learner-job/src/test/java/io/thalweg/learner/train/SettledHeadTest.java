package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints from within a round of a head that grows, taken to other learners. */
class SettledHeadTest {
  @TempDir private Path dir;

  private static TrainingConfig held() {
    StrategySpec si =
        StrategySpec.of(
            new Rehearsal.ExperienceReplay(), List.of(new Regularization.Si(0.1, 1)), 1000);
    return new TrainingConfig(4, 0, 1, OptimizerSpec.Adam.defaults(0.01f), DescentSpec.PLAIN, si);
  }

  /** Class 2 is in a round that counts and isn't taken over yet. */
  private static LearnerState withinTheRoundThatGrows(GrowingHeads team) {
    for (int i = 0; i < 24; i++) {
      team.learn(0, i, i % 2);
    }
    team.round();
    team.learn(0, 30, 2);
    OnlineLearner learner = team.learner(0);
    learner.accept(learner.round() + 1, team.reduce(), 1);
    return LearnerState.fromBytes(learner.toState(0, 1).toBytes());
  }

  private static float[] anchor(LearnerState state) {
    return state.strategy().vectors().getOrDefault("si.anchor", new float[0]);
  }

  @Test
  void theWayOfANewWeightCountsFromWhereItBeginsAlsoAfterARescale() {
    try (GrowingHeads team = GrowingHeads.open(1, held(), dir)) {
      LearnerState within = withinTheRoundThatGrows(team);
      LearnerState settled = within.settled(GrowingHeads.SPEC, RaceSpec.NONE);
      team.learner(0).apply();

      assertThat(anchor(settled)).isEqualTo(anchor(team.learner(0).toState(0, 1)));
      assertThat(anchor(settled)[2]).isEqualTo(Initializer.heNormal(GrowingHeads.SPEC)[2]);
      assertThat(anchor(within)[2]).as("the checkpoint itself stays as it is").isZero();
      assertThat(anchor(LearnerState.forRank(List.of(settled), 1, 2, group -> true)))
          .isEqualTo(anchor(settled));
    }
  }

  @Test
  void whereNothingWasHeldYetThereIsNothingToMove() {
    try (GrowingHeads team = GrowingHeads.open(1, held(), dir)) {
      team.learn(0, 0, 2);
      OnlineLearner learner = team.learner(0);
      learner.accept(1, team.reduce(), 1);
      LearnerState settled = learner.toState(0, 1).settled(GrowingHeads.SPEC, RaceSpec.NONE);
      assertThat(settled.replica().outputs()).isEqualTo(3);
      assertThat(anchor(settled)).isEmpty();
    }
  }

  @Test
  void aCheckpointOfAnotherGrowToIsRefusedInOneLine() {
    ModelSpec six =
        new ModelSpec("grows", TestLearner.FEATURES, List.of(), new Head.Multiclass(6, 2), 3);
    TrainingConfig config = TestLearner.config(4, 0);
    try (GrowingHeads team = GrowingHeads.open(1, config, dir.resolve("five"));
        TestLearner wider = TestLearner.open(six, config, dir.resolve("six"))) {
      LearnerState settled = withinTheRoundThatGrows(team).settled(six, RaceSpec.NONE);
      assertThatThrownBy(() -> wider.learner.restore(settled))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the checkpoint holds a model of 15 parameters, the pipeline's has 18;"
                  + " restore features and model of the pipeline, or begin anew with --fresh");
    }
  }
}
