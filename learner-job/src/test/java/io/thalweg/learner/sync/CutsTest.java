package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.CoordinatorMessage.Commit;
import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import io.thalweg.learner.sync.LearnerMessage.Leaving;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.Recorder.Completed;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where checkpoints cut between rounds. */
class CutsTest extends RoundScenario {
  @Test
  void aCutWaitsForTheRunningRoundAndHoldsItsResult() {
    start();
    freeze();
    protocol.checkpoint(1, now);
    vote(0, "h");
    assertThat(wanted.to(0, Cut.class)).isEmpty();
    vote(1, "h");
    assertThat(wanted.last(0, Cut.class).round()).isEqualTo(1);
    assertThat(wanted.last(1, Cut.class).round()).isEqualTo(1);
    assertThat(wanted.sent.indexOf(new Recorder.Sent(0, new Commit(1))))
        .as("commit before cut")
        .isLessThan(wanted.sent.indexOf(new Recorder.Sent(0, wanted.last(0, Cut.class))));
    ack(0, 1, null);
    assertThat(wanted.completed).isEmpty();
    ack(1, 1, null);
    assertThat(wanted.completed).hasSize(1);
    assertThat(wanted.completed.get(0).state().round()).isEqualTo(1);
  }

  @Test
  void whileSomebodyElseHoldsReleasesACutNamesNoVersionAndTheNextOneNamesAllOfIt() {
    protocol.releaseAbove(0, null);
    commitFirstRound();
    protocol.holdReleases(true);
    protocol.checkpoint(1, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isZero();
    drawCut(1, 0);
    assertThat(wanted.completed).hasSize(1);
    protocol.holdReleases(false);
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(1);
  }

  @Test
  void aCheckpointBeginsWithARoundOfWhatIsOpen() {
    start();
    commitFirstRound();
    progress(0, 1);
    protocol.checkpoint(1, now);
    Freeze freeze = wanted.last(0, Freeze.class);
    assertThat(freeze.round()).isEqualTo(2);
    assertThat(wanted.to(0, Cut.class)).isEmpty();
    voteFor(freeze, 0, "h");
    voteFor(freeze, 1, "h");
    assertThat(wanted.last(0, Cut.class).round()).isEqualTo(2);
  }

  @Test
  void aCheckpointWithNothingOpenIsCutAtOnce() {
    start();
    commitFirstRound();
    protocol.checkpoint(1, now);
    assertThat(wanted.last(0, Cut.class).round()).isEqualTo(1);
  }

  @Test
  void aCutThatWaitsForARoundIsDrawnWhenTheRoundIsAborted() {
    start();
    freeze();
    protocol.checkpoint(1, now);
    failed(0, "reset");
    assertThat(wanted.last(0, Cut.class).round()).isZero();
    assertThat(wanted.last(1, Cut.class).round()).isZero();
  }

  @Test
  void noRoundStartsWhileACutIsDrawn() {
    commitFirstRound();
    protocol.checkpoint(1, now);
    progress(0, 500);
    ticks(90);
    assertThat(wanted.to(0, Freeze.class)).hasSize(1);
    ack(0, 1, null);
    ticks(1);
    assertThat(wanted.to(0, Freeze.class)).hasSize(1);
    ack(1, 1, null);
    ticks(1);
    assertThat(wanted.to(0, Freeze.class)).hasSize(2);
  }

  @Test
  void aCutFailsAtItsDeadlineAndRoundsGoOn() {
    commitFirstRound();
    protocol.checkpoint(1, now);
    ack(0, 1, null);
    protocol.tick(now += 1_000 * MILLI);
    assertThat(wanted.failedCheckpoints).isEmpty();
    protocol.tick(now += 1);
    assertThat(wanted.failedCheckpoints)
        .containsExactly("1: ranks [1] didn't acknowledge within PT1S");
    ack(1, 1, null); // too late
    assertThat(wanted.completed).isEmpty();
    progress(0, 500);
    ticks(1);
    assertThat(wanted.to(0, Freeze.class)).hasSize(2);
  }

  @Test
  void aCutThatNoRoundLetsThroughSaysSo() {
    protocol =
        new RoundProtocol(
            2,
            new RoundConfig(1, Duration.ofMillis(5), Duration.ofSeconds(9), Duration.ofSeconds(1)),
            wanted,
            new SplittableRandom(1));
    start();
    freeze();
    protocol.checkpoint(1, now);
    protocol.tick(now += 1_001 * MILLI);
    assertThat(wanted.failedCheckpoints).containsExactly("1: a round was still running after PT1S");
    vote(0, "h");
    vote(1, "h");
    assertThat(protocol.roundsCommitted()).isEqualTo(1);
    assertThat(wanted.to(0, Cut.class)).isEmpty();
  }

  @Test
  void aRankLostDuringACutFailsTheCheckpoint() {
    commitFirstRound();
    protocol.checkpoint(1, now);
    ack(0, 1, null);
    protocol.lost(1, now);
    assertThat(wanted.failedCheckpoints).containsExactly("1: rank 1 was lost");
    assertThat(wanted.completed).isEmpty();
  }

  @Test
  void aRankThatLeavesDuringACutIsNotWaitedFor() {
    commitFirstRound();
    protocol.received(1, new Progress(0, 1, Totals.NONE), now);
    protocol.checkpoint(1, now);
    ack(0, 1, null);
    protocol.received(1, new Leaving(), now);
    assertThat(wanted.completed).hasSize(1);
    protocol.received(0, new Leaving(), now);
    protocol.checkpoint(2, now);
    assertThat(wanted.completed).extracting(Completed::checkpointId).containsExactly(1L, 2L);
  }

  @Test
  void aRankThatLeavesWithACommitOnItsWayIsWaitedFor() {
    commitFirstRound();
    protocol.checkpoint(1, now);
    ack(0, 1, null);
    protocol.received(1, new Leaving(), now);
    assertThat(wanted.completed).isEmpty();
    protocol.received(1, new Progress(0, 1, Totals.NONE), now);
    assertThat(wanted.completed).hasSize(1);
  }

  @Test
  void aYoungerCheckpointTakesTheCutOver() {
    commitFirstRound();
    protocol.checkpoint(1, now);
    protocol.checkpoint(2, now);
    assertThat(wanted.failedCheckpoints).containsExactly("1: superseded by checkpoint 2");
    ack(0, 1, null);
    ack(1, 1, null);
    assertThat(wanted.completed).isEmpty();
    ack(0, 2, null);
    ack(1, 2, null);
    assertThat(wanted.completed).extracting(Completed::checkpointId).containsExactly(2L);
  }
}
