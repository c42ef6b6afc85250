package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.MemoryDirectories;
import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.model.optimize.RateSchedule;
import io.thalweg.model.optimize.WeightDecay;
import io.thalweg.replay.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Learners that go on from a checkpoint, with whatever they hold, as if nothing had happened. */
class RestoredLearnerTest {
  @TempDir(factory = MemoryDirectories.class)
  Path dir;

  /** Rows stop in the middle of a batch, before and after the first round, and between rounds. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 17, 32, 45, 46})
  void aRestoredLearnerGoesOnToTheBitAsIfNothingHadHappened(int cutAt) {
    goesOnToTheBit(cutAt, TestLearner.REPLAY, Path.of("plain"));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 17, 45, 52})
  void soDoesOneWhoseReplayHasPrioritiesLossesOrTimes(int cutAt) {
    Duration timeToLive = Duration.ofSeconds(90);
    List<ReplaySpec> specs =
        List.of(
            TestLearner.replay(
                Retention.LOSS_AWARE, new ReplaySpec.Prioritized(0.6, 0.4), Duration.ZERO),
            TestLearner.replay(Retention.LOSS_AWARE, new ReplaySpec.Uniform(), timeToLive),
            TestLearner.replay(
                Retention.CLASS_BALANCED,
                new ReplaySpec.Recency(Duration.ofSeconds(50)),
                timeToLive));
    for (ReplaySpec spec : specs) {
      goesOnToTheBit(cutAt, spec, Path.of("spec-" + specs.indexOf(spec)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 17, 45, 52})
  void soDoesOneThatHoldsOnToWhatItHasLearned(int cutAt) {
    List<Regularization> held =
        List.of(
            new Regularization.Ewc(0.1, 0.9, 2),
            new Regularization.Si(0.1, 1),
            new Regularization.Lwf(0.5, 2));
    List<Rehearsal> rehearsals =
        List.of(
            new Rehearsal.DarkExperience(0.5, 0.5),
            new Rehearsal.AveragedGradient(),
            new Rehearsal.MaximalInterference(3));
    for (Rehearsal rehearsal : rehearsals) {
      TrainingConfig config =
          new TrainingConfig(
              4,
              1.5,
              2,
              OptimizerSpec.Adam.defaults(0.01f),
              DescentSpec.PLAIN,
              StrategySpec.of(rehearsal, held, 10));
      Path below = Path.of("strategy-" + rehearsals.indexOf(rehearsal));
      goesOnToTheBit(config, cutAt, TestLearner.REPLAY, below);
    }
  }

  /**
   * In the midst of an accumulation, of a warm-up and of what a reaction to drift has asked for.
   */
  @ParameterizedTest
  @ValueSource(ints = {4, 13, 17, 34, 45, 52})
  void soDoesOneWithEveryOptimizerAndAScheduleThatIsRestarted(int cutAt) {
    DescentSpec descent =
        new DescentSpec(
            new WeightDecay(0.01f, WeightDecay.Of.ALL),
            5,
            new RateSchedule(new RateSchedule.Exponential(3, 0.5), 2, 0.01),
            3);
    List<OptimizerSpec> optimizers =
        List.of(
            new OptimizerSpec.Sgd(0.01f, 0.5f),
            new OptimizerSpec.Nesterov(0.01f, 0.5f),
            new OptimizerSpec.Adagrad(0.01f, 1e-10f),
            new OptimizerSpec.RmsProp(0.01f, 0.9f, 1e-8f),
            new OptimizerSpec.AdamW(0.01f, 0.9f, 0.999f, 1e-8f),
            new OptimizerSpec.Lamb(0.01f, 0.9f, 0.999f, 1e-6f),
            new OptimizerSpec.Lars(0.1f, 0.9f, 0.02f),
            OptimizerSpec.Adafactor.defaults(0.1f),
            new OptimizerSpec.Ftrl(0.1f, 1, 0.01f, 0));
    for (OptimizerSpec optimizer : optimizers) {
      TrainingConfig config = new TrainingConfig(4, 1, optimizer, descent);
      goesOnToTheBit(config, cutAt, TestLearner.REPLAY, Path.of(optimizer.kind()));
    }
  }

  @Test
  void theStateOfAnotherOptimizerIsRefused() {
    TrainingConfig adam = TestLearner.config(4, 0);
    TrainingConfig adamW =
        new TrainingConfig(4, 0, new OptimizerSpec.AdamW(0.01f, 0.9f, 0.999f, 1e-8f));
    try (TestLearner t = TestLearner.open(TestLearner.SPEC, adam, dir.resolve("adam"));
        TestLearner other = TestLearner.open(TestLearner.SPEC, adamW, dir.resolve("adamw"))) {
      LearnerState state = LearnerState.fromBytes(t.state());
      assertThatThrownBy(() -> other.learner.restore(state))
          .hasMessage(
              "the checkpoint holds the state of the optimizer adam, the pipeline has adamw;"
                  + " restore training.optimizer or begin anew with --fresh");
    }
  }

  private void goesOnToTheBit(int cutAt, ReplaySpec replay, Path below) {
    goesOnToTheBit(TestLearner.config(4, 1.5), cutAt, replay, below);
  }

  private void goesOnToTheBit(TrainingConfig config, int cutAt, ReplaySpec replay, Path below) {
    Path place = dir.resolve(below);
    Path snapshot = place.resolve("snapshot");
    try (TestLearner uninterrupted =
        TestLearner.open(TestLearner.SPEC, config, replay, place.resolve("uninterrupted"))) {
      run(uninterrupted, 0, cutAt);
      byte[] state = uninterrupted.state();
      uninterrupted.snapshotTo(snapshot);
      int learned = uninterrupted.ledger.size();
      int batches = uninterrupted.engine.stepsOfBatches.size();
      try (TestLearner restored =
          TestLearner.restore(config, replay, state, snapshot, place.resolve("restored"))) {
        assertThat(restored.state()).isEqualTo(state);
        run(uninterrupted, cutAt, 60);
        run(restored, cutAt, 60);
        assertThat(restored.state()).isEqualTo(uninterrupted.state());
        assertThat(restored.ledger)
            .isEqualTo(uninterrupted.ledger.subList(learned, uninterrupted.ledger.size()));
        List<Long> steps = uninterrupted.engine.stepsOfBatches;
        assertThat(restored.engine.stepsOfBatches)
            .isNotEmpty()
            .isEqualTo(steps.subList(batches, steps.size()));
      }
    }
  }

  @Test
  void aStateFromTheMiddleOfARoundIsSettledToThatOfTheRoundNotHavingBegun() {
    TrainingConfig config = TestLearner.config(4, 1);
    Path snapshot = dir.resolve("snapshot");
    try (TestLearner uninterrupted =
        TestLearner.open(TestLearner.SPEC, config, dir.resolve("uninterrupted"))) {
      run(uninterrupted, 0, 22);
      uninterrupted.learner.freeze();
      uninterrupted.learn(22, 31);
      byte[] state =
          LearnerState.fromBytes(uninterrupted.state())
              .settled(TestLearner.SPEC, RaceSpec.NONE)
              .toBytes();
      uninterrupted.snapshotTo(snapshot);
      try (TestLearner restored =
          TestLearner.restore(
              config, TestLearner.REPLAY, state, snapshot, dir.resolve("restored"))) {
        uninterrupted.learner.abort();
        assertThat(restored.learner.openExamples()).isEqualTo(uninterrupted.learner.openExamples());
        run(uninterrupted, 31, 50);
        run(restored, 31, 50);
        assertThat(restored.state()).isEqualTo(uninterrupted.state());
      }
    }
  }

  private static void run(TestLearner t, int from, int to) {
    for (int i = from; i < to; i++) {
      t.learn(i, i + 1);
      if (i % 15 == 7) {
        t.learner.commitAlone();
      }
      if (i % 23 == 20) {
        t.learner.flush();
      }
      if (i == 30) {
        t.learner.learningRate().boost(2, 4);
      }
      if (i == 40) {
        t.learner.learningRate().restart();
      }
    }
  }
}
