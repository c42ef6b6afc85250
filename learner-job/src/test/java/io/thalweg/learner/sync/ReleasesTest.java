package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.LearnerMessage.Leaving;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is released of which checkpoint, and from where everything begins again. */
class ReleasesTest extends RoundScenario {
  // ---- releases ----

  @Test
  void aVersionIsStagedByRankZeroAndAnnouncedWhenItsCheckpointHasCompleted() {
    protocol.releaseAbove(41, "sha41");
    commitFirstRound();
    protocol.checkpoint(1, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(42);
    assertThat(wanted.last(0, Cut.class).parentSha256()).isNull();
    Staged staged = drawCut(1, 42);
    assertThat(wanted.announced).isEmpty();
    protocol.checkpointCompleted(1);
    assertThat(wanted.announced).containsExactly(staged);
    protocol.checkpointCompleted(1);
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).as("nothing new").isZero();
    drawCut(2, 0);
    assertThat(wanted.completed.get(1).state().pending())
        .as("the log isn't known to hold it")
        .containsExactly(staged);
    protocol.checkpointCompleted(2);
    assertThat(wanted.announced).as("again").containsOnly(staged);
    protocol.releaseAbove(42, "sha42");
    commitRound();
    protocol.checkpoint(3, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(43);
    assertThat(wanted.last(0, Cut.class).parentSha256()).isEqualTo(staged.manifestSha256());
    drawCut(3, 0);
    assertThat(wanted.completed.get(2).state().pending()).isEmpty();
  }

  @Test
  void nothingIsReleasedBeforeTheLogIsKnownOrAfterRankZeroHasLeft() {
    commitFirstRound();
    protocol.checkpoint(1, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isZero();
    drawCut(1, 0);
    protocol.releaseAbove(5, "sha5");
    protocol.received(0, new Leaving(), now);
    protocol.checkpoint(2, now);
    assertThat(wanted.last(1, Cut.class).releaseVersion()).isZero();
  }

  @Test
  void aVersionOfAnAbortedCheckpointWaitsForTheNextThatCompletes() {
    protocol.releaseAbove(0, null);
    commitFirstRound();
    protocol.checkpoint(1, now);
    Staged first = drawCut(1, 1);
    protocol.checkpointAborted(1);
    assertThat(wanted.announced).isEmpty();
    commitRound();
    protocol.checkpoint(2, now);
    Staged second = drawCut(2, 2);
    assertThat(wanted.completed.get(1).state().pending()).containsExactly(first, second);
    protocol.checkpointCompleted(1); // never happened
    assertThat(wanted.announced).isEmpty();
    protocol.checkpointCompleted(2);
    assertThat(wanted.announced).containsExactly(first, second);
  }

  @Test
  void aVersionThatARollbackHasUndoneIsNeverAnnouncedAndItsNumberNeverUsedAgain() {
    protocol.releaseAbove(0, null);
    commitFirstRound();
    protocol.checkpoint(1, now);
    Staged first = drawCut(1, 1);
    protocol.checkpointCompleted(1);
    commitRound();
    protocol.checkpoint(2, now);
    drawCut(2, 2);
    loseAllAndRollBackTo(1);
    assertThat(wanted.announced).allMatch(first::equals);
    join(0, 1, "base1");
    join(1, 1, "base1");
    commitRound();
    protocol.checkpoint(3, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(3);
    assertThat(wanted.last(0, Cut.class).parentSha256()).isEqualTo(first.manifestSha256());
    Staged third = drawCut(3, 3);
    protocol.checkpointCompleted(3);
    assertThat(wanted.announced).endsWith(third).allMatch(s -> s.version() != 2);
  }

  @Test
  void anAbortedCutGivesItsNumberAway() {
    protocol.releaseAbove(0, null);
    commitFirstRound();
    protocol.checkpoint(1, now);
    ack(0, 1, new Staged(1, "sha1"));
    protocol.checkpointAborted(1);
    assertThat(wanted.failedCheckpoints).containsExactly("1: aborted");
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(2);
    assertThat(wanted.last(0, Cut.class).parentSha256()).isNull();
  }

  // ---- another lineage in the log ----

  @Test
  void whatCannotBeAnnouncedComesUnderTheNextNumberThoughNothingWasLearnedSince() {
    protocol.releaseAbove(41, "sha41");
    commitFirstRound();
    protocol.checkpoint(1, now);
    Staged ours = drawCut(1, 42);
    protocol.checkpointCompleted(1);
    protocol.releaseAbove(44, "another's");
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(45);
    assertThat(wanted.last(0, Cut.class).parentSha256()).isEqualTo(ours.manifestSha256());
    Staged again = drawCut(2, 45);
    assertThat(wanted.completed.get(1).state().pending()).containsExactly(again);
    protocol.checkpoint(3, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).as("one is on its way").isZero();
    drawCut(3, 0);
    protocol.checkpointCompleted(3);
    assertThat(wanted.announced).containsExactly(ours, again);
    protocol.releaseAbove(45, again.manifestSha256());
    protocol.checkpoint(4, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).as("it is out").isZero();
  }

  @Test
  void theFirstReleaseComesUnderTheNextNumberWhereAnothersPreviewHasTakenItsOwn() {
    protocol.releaseAbove(0, null);
    commitFirstRound();
    protocol.checkpoint(1, now);
    drawCut(1, 1);
    protocol.checkpointCompleted(1);
    protocol.releaseAbove(1, null);
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(2);
  }

  @Test
  void whatCannotBeAnnouncedIsNotForgottenByARollback() {
    protocol.releaseAbove(41, "sha41");
    commitFirstRound();
    protocol.checkpoint(1, now);
    drawCut(1, 42);
    protocol.checkpointCompleted(1);
    protocol.releaseAbove(42, "another's");
    protocol.checkpoint(2, now);
    drawCut(2, 43);
    loseAllAndRollBackTo(1);
    protocol.releaseAbove(42, "another's");
    join(0, 1, "base1");
    join(1, 1, "base1");
    protocol.checkpoint(3, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(44);
  }

  @Test
  void whatWaitsBehindAnothersVersionIsEnough() {
    protocol.releaseAbove(41, "sha41");
    commitFirstRound();
    protocol.checkpoint(1, now);
    drawCut(1, 42);
    commitRound();
    protocol.checkpoint(2, now);
    Staged second = drawCut(2, 43);
    protocol.releaseAbove(42, "another's");
    protocol.checkpoint(3, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isZero();
    drawCut(3, 0);
    assertThat(wanted.completed.get(2).state().pending()).containsExactly(second);
  }

  @Test
  void anOlderCheckpointThatSomebodyHasChosenIsReleasedAboveWhatItUndoes() {
    CoordinationState chosen =
        new CoordinationState(6, new Totals(50, 5, 4, 1), 8, "sha8", 50, List.of());
    protocol.remember(77, chosen);
    protocol.restore(chosen);
    protocol.releaseAbove(12, "sha12");
    join(0, 6, "base6");
    join(1, 6, "base6");
    protocol.checkpoint(78, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(13);
  }

  @Test
  void previewsBehindTheLastReleaseChangeNothing() {
    protocol.releaseAbove(41, "sha41");
    commitFirstRound();
    protocol.checkpoint(1, now);
    Staged staged = drawCut(1, 42);
    protocol.checkpointCompleted(1);
    protocol.releaseAbove(47, staged.manifestSha256());
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isZero();
  }

  // ---- restarts ----

  @Test
  void rollingBackToAnUnknownCheckpointFailsTheJob() {
    commitFirstRound();
    protocol.rollBackTo(17);
    assertThat(wanted.failedJobs).containsExactly("no cut is known for checkpoint 17");
  }

  @Test
  void anAbortedCheckpointAndOnesBeforeTheLastCompletedAreForgotten() {
    commitFirstRound();
    for (int id = 1; id <= 3; id++) {
      protocol.checkpoint(id, now);
      drawCut(id, 0);
    }
    protocol.checkpointCompleted(2);
    protocol.checkpointAborted(3);
    protocol.rollBackTo(2);
    assertThat(wanted.failedJobs).isEmpty();
    protocol.rollBackTo(1);
    protocol.rollBackTo(3);
    assertThat(wanted.failedJobs)
        .containsExactly("no cut is known for checkpoint 1", "no cut is known for checkpoint 3");
  }

  @Test
  void aRestoredCoordinatorGoesOnFromItsStateAndAnnouncesWhatItLeftOpen() {
    CoordinationState state =
        new CoordinationState(
            6, new Totals(50, 5, 4, 1), 9, "sha8", 40, List.of(new Staged(8, "sha8")));
    protocol.remember(77, state);
    protocol.restore(state);
    protocol.releaseAbove(3, "sha3");
    assertThat(wanted.announced).containsExactly(new Staged(8, "sha8"));
    join(0, 6, "base6");
    join(1, 6, "base6");
    protocol.checkpoint(78, now);
    Cut cut = wanted.last(0, Cut.class);
    assertThat(cut).isEqualTo(new Cut(78, 6, 10, "sha8", new Totals(50, 5, 4, 1)));
    protocol.rollBackTo(77);
    assertThat(wanted.failedJobs).isEmpty();
  }
}
