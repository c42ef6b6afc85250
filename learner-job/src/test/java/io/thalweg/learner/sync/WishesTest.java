package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import io.thalweg.learner.sync.LearnerMessage.Leaving;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.LearnerMessage.Wishes;
import org.junit.jupiter.api.Test;

/** What a learner that drifts asks of the others. */
class WishesTest extends RoundScenario {
  private void progress(int rank, long open, Wishes wishes) {
    protocol.received(rank, new Progress(open, 1, Totals.NONE, wishes), now);
  }

  @Test
  void aLearnerInAHurryBringsTheRoundForward() {
    commitFirstRound();
    int before = wanted.to(0, Freeze.class).size();
    progress(0, 30, Wishes.NONE);
    progress(1, 20, new Wishes(3.4, false));
    ticks(1);
    assertThat(wanted.to(0, Freeze.class)).as("98 of 100").hasSize(before);
    progress(1, 20, new Wishes(3.5, false));
    ticks(1);
    assertThat(wanted.to(0, Freeze.class)).as("100 of 100").hasSize(before + 1);
  }

  @Test
  void aLearnerThatCannotGoOnBringsARoundAtOnce() {
    commitFirstRound();
    int before = wanted.to(0, Freeze.class).size();
    progress(0, 0, Wishes.NONE);
    progress(1, 1, Wishes.NONE);
    ticks(1);
    assertThat(wanted.to(0, Freeze.class)).hasSize(before);
    progress(1, 1, Wishes.NONE.atOnce());
    ticks(1);
    assertThat(wanted.to(0, Freeze.class)).hasSize(before + 1);
  }

  @Test
  void noVersionIsReleasedWhileAnyLearnerHoldsThem() {
    protocol.releaseAbove(0, null);
    commitFirstRound();
    progress(1, 0, new Wishes(1, true));
    protocol.checkpoint(1, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isZero();
    drawCut(1, 0);
    progress(1, 0, Wishes.NONE);
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(1);
  }

  @Test
  void aLearnerThatHasReachedItsEndHoldsNothing() {
    protocol.releaseAbove(0, null);
    commitFirstRound();
    progress(1, 0, new Wishes(1, true));
    protocol.received(1, new Leaving(), now);
    protocol.checkpoint(1, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(1);
  }
}
