package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.CoordinatorMessage.Abort;
import io.thalweg.learner.sync.CoordinatorMessage.Commit;
import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Form;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import io.thalweg.learner.sync.LearnerMessage.Leaving;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.Recorder.Completed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Generations, rounds, and a rank that is alone. */
class RoundProtocolTest extends RoundScenario {
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
          .containsExactly(new Abort(1, "results differ: ranks [0] have h, rank 1 has other"));
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

  @Test
  void roundsGoOnFromWhereALoneLearnersSnapshotWas() {
    protocol.restore(new CoordinationState(4, Totals.NONE, 0, null, 0, List.of()));
    join(0, 6, "base", new Totals(70, 7, 0, 0)); // it went on after its cut, before its snapshot
    join(1, 6, "base", new Totals(1, 1, 0, 0));
    protocol.checkpoint(1, now);
    assertThat(wanted.last(1, Cut.class).round()).isEqualTo(6);
    assertThat(wanted.last(1, Cut.class).totals()).isEqualTo(new Totals(71, 8, 0, 0));
    ack(0, 1, null);
    ack(1, 1, null);
    assertThat(freeze().round()).isEqualTo(7);
    vote(0, "h");
    vote(1, "h");
    assertThat(wanted.to(0, Commit.class)).containsExactly(new Commit(7));
  }

  // ---- alone ----

  @Test
  void aLoneRankCommitsByItselfAndOnlyReports() {
    protocol = new RoundProtocol(1, CONFIG, wanted, new SplittableRandom(1));
    protocol.releaseAbove(0, null);
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
}
