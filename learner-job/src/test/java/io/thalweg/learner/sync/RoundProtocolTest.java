package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.CoordinatorMessage.Abort;
import io.thalweg.learner.sync.CoordinatorMessage.Commit;
import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Form;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import io.thalweg.learner.sync.LearnerMessage.CutAck;
import io.thalweg.learner.sync.LearnerMessage.Failed;
import io.thalweg.learner.sync.LearnerMessage.Join;
import io.thalweg.learner.sync.LearnerMessage.Leaving;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.LearnerMessage.Vote;
import io.thalweg.learner.sync.Recorder.Completed;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoundProtocolTest {
  private static final RoundConfig CONFIG =
      new RoundConfig(100, Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(1));
  private static final long MILLI = 1_000_000;

  private final Recorder wanted = new Recorder();
  private RoundProtocol protocol = new RoundProtocol(2, CONFIG, wanted, new SplittableRandom(1));
  private long now = 7_000 * MILLI;

  // ---- generations ----

  @Test
  void aGenerationFormsWhenAllHaveJoined() {
    join(1, 0, "base");
    assertThat(wanted.sent).isEmpty();
    progress(1, 500);
    ticks(10);
    assertThat(wanted.sent).isEmpty();
    join(0, 0, "base");
    Form form = wanted.last(0, Form.class);
    assertThat(wanted.last(1, Form.class)).isEqualTo(form);
    assertThat(form.members().byRank()).extracting(MemberAddress::port).containsExactly(9000, 9001);
  }

  @Test
  void learnersOfDifferentBasesFailTheJob() {
    join(0, 3, "base");
    join(1, 3, "other");
    assertThat(wanted.failedJobs)
        .containsExactly(
            "learners start from different bases: rank 0 round 3 base, rank 1 round 3 other");
    assertThat(wanted.sent).isEmpty();
    progress(0, 500);
    ticks(100);
    assertThat(wanted.to(0, Freeze.class)).isEmpty();
  }

  @Test
  void learnersOfDifferentRoundsFailTheJob() {
    join(0, 3, "base");
    join(1, 4, "base");
    assertThat(wanted.failedJobs).hasSize(1);
    assertThat(wanted.sent).isEmpty();
  }

  // ---- rounds ----

  @Test
  void aRoundStartsWhenEnoughIsLearnedOrTheLastIsOld() {
    commitFirstRound();
    progress(0, 60);
    progress(1, 39);
    protocol.tick(now += 49 * MILLI);
    assertThat(wanted.to(0, Freeze.class)).hasSize(1);
    progress(1, 40);
    protocol.tick(now);
    assertThat(wanted.to(0, Freeze.class)).hasSize(2);
    vote(0, "h");
    vote(1, "h");
    progress(0, 1);
    protocol.tick(now += 49 * MILLI);
    assertThat(wanted.to(0, Freeze.class)).hasSize(2);
    protocol.tick(now += MILLI);
    assertThat(wanted.to(0, Freeze.class)).hasSize(3);
    assertThat(wanted.last(1, Freeze.class).round()).isEqualTo(3);
    assertThat(wanted.last(1, Freeze.class).timeoutMillis()).isEqualTo(300);
  }

  @Test
  void nothingLearnedMeansNoRound() {
    commitFirstRound();
    ticks(1_000);
    assertThat(wanted.to(0, Freeze.class)).hasSize(1);
  }

  @Test
  void aRoundIsCommittedWithTheVotesOfAllAndNotBefore() {
    start();
    Freeze freeze = freeze();
    vote(0, "h");
    vote(0, "h"); // says so twice
    assertThat(wanted.to(0, Commit.class)).isEmpty();
    assertThat(protocol.roundsCommitted()).isZero();
    vote(1, "h");
    assertThat(wanted.to(0, Commit.class)).containsExactly(new Commit(freeze.round()));
    assertThat(wanted.to(1, Commit.class)).containsExactly(new Commit(freeze.round()));
    assertThat(protocol.roundsCommitted()).isEqualTo(1);
  }

  @Test
  void differentResultsAbortTheRoundForAllAndFormANewGeneration() {
    start();
    freeze();
    Form before = wanted.last(0, Form.class);
    vote(0, "h");
    vote(1, "other");
    for (int rank = 0; rank < 2; rank++) {
      assertThat(wanted.to(rank, Commit.class)).isEmpty();
      assertThat(wanted.to(rank, Abort.class))
          .containsExactly(new Abort(1, "rank 1 has another result"));
      assertThat(wanted.last(rank, Form.class)).isNotEqualTo(before);
    }
    assertThat(protocol.roundsAborted()).isEqualTo(1);
    assertThat(freeze().round()).as("the next attempt").isEqualTo(1);
    vote(0, "h");
    vote(1, "h");
    assertThat(protocol.roundsCommitted()).isEqualTo(1);
  }

  @Test
  void aFailedReductionAbortsItsRoundOnceAndSaysWhy() {
    start();
    freeze();
    failed(1, "reset by peer");
    failed(0, "reset by peer"); // the same break, seen from the other side
    assertThat(wanted.to(0, Abort.class)).containsExactly(new Abort(1, "rank 1: reset by peer"));
    assertThat(protocol.roundsAborted()).isEqualTo(1);
  }

  @Test
  void aRoundWithoutAResultEndsAtItsDeadline() {
    start();
    freeze();
    vote(0, "h");
    protocol.tick(now += 400 * MILLI);
    assertThat(wanted.to(0, Abort.class)).isEmpty();
    protocol.tick(now += 1);
    assertThat(wanted.to(1, Abort.class)).containsExactly(new Abort(1, "no result within PT0.4S"));
  }

  @Test
  void votesOfAnEarlierAttemptDontCountInTheNext() {
    start();
    Freeze first = freeze();
    failed(0, "reset");
    Freeze second = freeze();
    assertThat(second.round()).isEqualTo(first.round());
    voteFor(first, 1, "h"); // was under way when its round was aborted
    vote(0, "h");
    assertThat(wanted.to(0, Commit.class)).isEmpty();
    vote(1, "h");
    assertThat(wanted.to(0, Commit.class)).hasSize(1);
  }

  @Test
  void failuresOfAnEarlierAttemptDontEndTheNext() {
    start();
    Freeze first = freeze();
    failed(0, "reset");
    freeze();
    failedIn(first, 1, "reset");
    assertThat(protocol.roundsAborted()).isEqualTo(1);
    vote(0, "h");
    vote(1, "h");
    assertThat(protocol.roundsCommitted()).isEqualTo(1);
  }

  @Test
  void totalsOfACommittedRoundAreThoseOfTheVotes() {
    start();
    freeze();
    voteFor(wanted.last(0, Freeze.class), 0, "h", new Totals(10, 2, 7, 1.5));
    voteFor(wanted.last(1, Freeze.class), 1, "h", new Totals(30, 5, 20, 2.25));
    protocol.checkpoint(1, now);
    assertThat(wanted.last(0, Cut.class).totals()).isEqualTo(new Totals(40, 7, 27, 3.75));
  }

  @Test
  void aLostRankEndsTheRoundAndNothingHappensUntilItIsBack() {
    start();
    freeze();
    vote(0, "h");
    protocol.lost(1, now);
    assertThat(wanted.last(0, Abort.class).why()).isEqualTo("rank 1 was lost");
    progress(0, 500);
    ticks(100);
    assertThat(wanted.to(0, Freeze.class)).hasSize(1);
    assertThat(wanted.to(1, Abort.class)).as("nothing to the lost").isEmpty();
    join(1, 0, "base");
    assertThat(freeze().round()).isEqualTo(1);
    vote(0, "h");
    vote(1, "h");
    assertThat(protocol.roundsCommitted()).isEqualTo(1);
  }

  @Test
  void aRankThatLeavesEndsTheRoundAndGetsNoMoreMessages() {
    start();
    freeze();
    int toTheLeft = (int) wanted.sent.stream().filter(s -> s.rank() == 1).count();
    protocol.received(1, new Leaving(), now);
    assertThat(wanted.last(0, Abort.class).why()).isEqualTo("rank 1 has reached its end");
    progress(0, 500);
    ticks(1_000);
    protocol.checkpoint(4, now);
    assertThat(wanted.sent.stream().filter(s -> s.rank() == 1)).hasSize(toTheLeft);
    assertThat(wanted.to(0, Freeze.class)).hasSize(1);
    ack(0, 4, null);
    assertThat(wanted.completed).extracting(Completed::checkpointId).containsExactly(4L);
  }

  // ---- cuts ----

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
    protocol.checkpoint(1, now);
    ack(0, 1, null);
    protocol.received(1, new Leaving(), now);
    assertThat(wanted.completed).hasSize(1);
    protocol.received(0, new Leaving(), now);
    protocol.checkpoint(2, now);
    assertThat(wanted.completed).extracting(Completed::checkpointId).containsExactly(1L, 2L);
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

  // ---- releases ----

  @Test
  void aVersionIsStagedByRankZeroAndAnnouncedWhenItsCheckpointHasCompleted() {
    protocol.releaseAbove(41);
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
    protocol.releaseAbove(42);
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
    protocol.releaseAbove(5);
    protocol.received(0, new Leaving(), now);
    protocol.checkpoint(2, now);
    assertThat(wanted.last(1, Cut.class).releaseVersion()).isZero();
  }

  @Test
  void aVersionOfAnAbortedCheckpointWaitsForTheNextThatCompletes() {
    protocol.releaseAbove(0);
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
    protocol.releaseAbove(0);
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
    protocol.releaseAbove(0);
    commitFirstRound();
    protocol.checkpoint(1, now);
    ack(0, 1, new Staged(1, "sha1"));
    protocol.checkpointAborted(1);
    assertThat(wanted.failedCheckpoints).containsExactly("1: aborted");
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(2);
    assertThat(wanted.last(0, Cut.class).parentSha256()).isNull();
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
    protocol.releaseAbove(3);
    assertThat(wanted.announced).containsExactly(new Staged(8, "sha8"));
    join(0, 6, "base6");
    join(1, 6, "base6");
    protocol.checkpoint(78, now);
    Cut cut = wanted.last(0, Cut.class);
    assertThat(cut).isEqualTo(new Cut(78, 6, 10, "sha8", new Totals(50, 5, 4, 1)));
    protocol.rollBackTo(77);
    assertThat(wanted.failedJobs).isEmpty();
  }

  // ---- alone ----

  @Test
  void aLoneRankCommitsByItselfAndOnlyReports() {
    protocol = new RoundProtocol(1, CONFIG, wanted, new SplittableRandom(1));
    protocol.releaseAbove(0);
    join(0, 0, "base");
    protocol.received(0, new Progress(500, 0, new Totals(500, 5, 0, 0)), now);
    ticks(1_000);
    assertThat(wanted.to(0, Freeze.class)).isEmpty();
    protocol.received(0, new Progress(10, 3, new Totals(600, 6, 0, 0)), now);
    assertThat(protocol.roundsCommitted()).isEqualTo(3);
    protocol.checkpoint(1, now);
    assertThat(wanted.last(0, Cut.class).round()).isEqualTo(3);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(1);
    drawCut(1, 1);
    assertThat(wanted.completed.get(0).state().releasedExamples()).isEqualTo(600);
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).as("nothing new").isZero();
  }

  // ---- steps of a scenario ----

  private void join(int rank, long round, String baseHash) {
    MemberAddress address = new MemberAddress("127.0.0.1", 9000 + rank, "p" + rank);
    protocol.received(rank, new Join(address, round, baseHash), now);
  }

  private void progress(int rank, long open) {
    protocol.received(rank, new Progress(open, 0, Totals.NONE), now);
  }

  private void ticks(int milliseconds) {
    for (int i = 0; i < milliseconds; i++) {
      protocol.tick(now += MILLI);
    }
  }

  private void start() {
    join(0, 0, "base");
    join(1, 0, "base");
  }

  private Freeze freeze() {
    int before = wanted.to(0, Freeze.class).size();
    progress(0, 500);
    ticks(1);
    assertThat(wanted.to(0, Freeze.class)).hasSize(before + 1);
    assertThat(wanted.last(1, Freeze.class)).isEqualTo(wanted.last(0, Freeze.class));
    return wanted.last(0, Freeze.class);
  }

  private void vote(int rank, String hash) {
    voteFor(wanted.last(rank, Freeze.class), rank, hash);
  }

  private void voteFor(Freeze freeze, int rank, String hash) {
    voteFor(freeze, rank, hash, new Totals(100 * freeze.round(), freeze.round(), 0, 0));
  }

  private void voteFor(Freeze freeze, int rank, String hash, Totals totals) {
    protocol.received(rank, new Vote(freeze.round(), freeze.attempt(), hash, totals), now);
  }

  private void failed(int rank, String why) {
    failedIn(wanted.last(rank, Freeze.class), rank, why);
  }

  private void failedIn(Freeze freeze, int rank, String why) {
    protocol.received(rank, new Failed(freeze.round(), freeze.attempt(), why), now);
  }

  private void commitFirstRound() {
    start();
    commitRound();
  }

  private void commitRound() {
    freeze();
    vote(0, "h");
    vote(1, "h");
  }

  private void ack(int rank, long checkpointId, @Nullable Staged staged) {
    protocol.received(rank, new CutAck(checkpointId, staged), now);
  }

  /** All ranks acknowledge; rank 0 stages this version, if it isn't 0. */
  private Staged drawCut(long checkpointId, long version) {
    Staged staged = new Staged(version, "sha" + version);
    for (Recorder.Sent sent : List.copyOf(wanted.sent)) {
      if (sent.message() instanceof Cut cut && cut.checkpointId() == checkpointId) {
        ack(sent.rank(), checkpointId, version > 0 && sent.rank() == 0 ? staged : null);
      }
    }
    return staged;
  }

  private void loseAllAndRollBackTo(long checkpointId) {
    protocol.lost(0, now);
    protocol.lost(1, now);
    protocol.rollBackTo(checkpointId);
    protocol.rollBackTo(checkpointId);
  }
}
