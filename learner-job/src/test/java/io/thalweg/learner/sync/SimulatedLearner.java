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
import java.util.Arrays;

/**
 * One learner of {@link RoundSimulation}: counts what it learns, and what of it no round has taken
 * yet. Its task lives from {@link #start} until the simulation restarts all of them.
 */
final class SimulatedLearner {
  private static final long MILLI = VirtualTime.MILLI;

  private final RoundSimulation world;
  private final int rank;
  private final int speed;

  long learned;
  long open;
  long round;

  /** The last checkpoint whose cut it has seen. */
  long cutAt;

  private boolean hasLeft;
  private long frozen;
  private long generation;
  private int interruptions;

  SimulatedLearner(RoundSimulation world, int rank, int speed) {
    this.world = world;
    this.rank = rank;
    this.speed = speed;
  }

  /** The same place after a restart. */
  SimulatedLearner restarted() {
    return new SimulatedLearner(world, rank, speed);
  }

  void start(long atRound, long atLearned, long atOpen) {
    round = atRound;
    learned = atLearned;
    open = atOpen;
    world.tell(
        rank, new Join(new MemberAddress("here", rank, "p"), round, "base" + round, baseTotals()));
    world.later((8 + world.random.nextInt(8)) * MILLI, this::learnAndReport);
  }

  private void learnAndReport() {
    if (hasLeft) {
      return;
    }
    learned += speed;
    open += speed;
    world.tell(rank, new Progress(open, round, totals()));
    world.later((8 + world.random.nextInt(8)) * MILLI, this::learnAndReport);
  }

  /** Its input has ended. */
  void leave() {
    world.tell(rank, new Progress(open, round, totals()));
    world.tell(rank, new Leaving());
    hasLeft = true;
  }

  private Totals baseTotals() {
    return new Totals(learned - open, learned - open, 0, 0);
  }

  private Totals totals() {
    return new Totals(learned, learned, 0, 0);
  }

  void received(CoordinatorMessage message) {
    if (message instanceof Form form) {
      assertThat(form.members().byRank()).hasSize(world.worldSize());
      generation = form.tokenHigh() ^ form.tokenLow();
      interruptions++;
    } else if (message instanceof Freeze freeze) {
      freeze(freeze);
    } else if (message instanceof Commit commit) {
      commit(commit);
    } else if (message instanceof Abort) {
      frozen = 0;
      interruptions++;
    } else if (message instanceof Cut cut) {
      assertThat(cut.round()).as("cut at rank " + rank).isEqualTo(round);
      cutAt = cut.checkpointId();
      Staged staged =
          rank == 0 && cut.releaseVersion() > 0
              ? new Staged(cut.releaseVersion(), world.contentAt(cut.checkpointId()))
              : null;
      world.tell(rank, new CutAck(cut.checkpointId(), staged));
    }
    if (hasLeft) {
      world.tell(rank, new Progress(open, round, totals()));
    }
  }

  private void freeze(Freeze freeze) {
    assertThat(freeze.round()).isEqualTo(round + 1);
    frozen = open;
    long[] byRank = world.frozen(generation, freeze.round());
    byRank[rank] = frozen;
    Totals totals = totals();
    int seen = interruptions;
    if (world.faulty(30)) {
      return; // hangs: the round's deadline has to end it
    }
    boolean fails = world.faulty(30);
    // The mail with the result may wait for long, and be read after the round's abort.
    boolean late = world.faulty(15);
    world.later(
        5 * MILLI + (late ? (1 + world.random.nextInt(150)) * MILLI : world.delay()),
        () -> {
          if (seen != interruptions && !late) {
            return;
          }
          world.lateVotes += seen == interruptions ? 0 : 1;
          boolean missing = Arrays.stream(byRank).anyMatch(n -> n < 0);
          String result = "h" + Arrays.stream(byRank).sum();
          world.tell(
              rank,
              fails || missing
                  ? new Failed(freeze.round(), freeze.attempt(), fails ? "reset" : "timed out")
                  : new Vote(freeze.round(), freeze.attempt(), result, totals));
        });
  }

  private void commit(Commit commit) {
    assertThat(commit.round()).isEqualTo(round + 1);
    long[] byRank = world.frozen(generation, commit.round());
    assertThat(byRank).as("frozen by all").doesNotContain(-1);
    assertThat(byRank[rank]).isEqualTo(frozen);
    open -= frozen;
    assertThat(open).isNotNegative();
    frozen = 0;
    round = commit.round();
  }
}
