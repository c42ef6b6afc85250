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
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.LearnerMessage.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The protocol among simulated learners in virtual time. Messages of one direction keep their
 * order, as Flink's do, and take a random time. Learners learn at random speeds (one may learn
 * nothing), reductions fail or hang, tasks are lost and all start again from the last completed
 * checkpoint.
 *
 * <p>Checked after every event: a cut holds the same round on all ranks; a round is applied only
 * with the votes of all, and with the sum of all; no example is counted twice or lost; versions
 * rise, one content each, and only those of completed checkpoints are announced; nothing is frozen
 * while a cut is drawn; votes of aborted attempts, which come late, are not counted in the next. At
 * the end, faults over, a round commits within three timeouts.
 */
final class RoundSimulation implements CoordinatorActions {
  private static final long MILLI = 1_000_000;
  private static final RoundConfig CONFIG =
      new RoundConfig(200, Duration.ofMillis(60), Duration.ofMillis(100), Duration.ofMillis(400));
  private static final long FAULTS_END = 2_000 * MILLI;
  private static final long END = FAULTS_END + 3 * CONFIG.timeout().toNanos();

  private record Event(long at, long order, Runnable run) {}

  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final SplittableRandom random;
  private final Learner[] learners;
  private final RoundProtocol protocol;
  private final Map<String, long[]> frozenByRound = new HashMap<>();
  private final Map<Long, Snapshot> snapshots = new HashMap<>();
  private final Map<Long, String> announced = new HashMap<>();
  private final long[] arrivesToLearner;
  private final long[] arrivesToCoordinator;
  private long now;
  private long order;
  private long epoch;
  private long nextCheckpoint = 1;
  private long lastCompleted;
  private boolean drawing;
  private String failedJob = "";

  long committed;
  long aborted;
  long restarts;
  long completedCheckpoints;
  long lateVotes;

  private record Snapshot(List<Long> learned, List<Long> open, long round) {}

  RoundSimulation(int worldSize, long seed) {
    random = new SplittableRandom(seed);
    protocol = new RoundProtocol(worldSize, CONFIG, this, random.split());
    learners = new Learner[worldSize];
    arrivesToLearner = new long[worldSize];
    arrivesToCoordinator = new long[worldSize];
    for (int i = 0; i < worldSize; i++) {
      learners[i] = new Learner(i, random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(40));
    }
    learners[0].speed = 1 + random.nextInt(40);
    snapshots.put(
        0L,
        new Snapshot(Collections.nCopies(worldSize, 0L), Collections.nCopies(worldSize, 0L), 0));
  }

  void run() {
    protocol.releaseAbove(random.nextInt(5));
    for (Learner l : learners) {
      l.start();
    }
    every(5, () -> protocol.tick(now));
    every(150, this::checkpoint);
    long committedBeforeEnd = -1;
    while (!queue.isEmpty() && queue.peek().at <= END) {
      Event e = queue.poll();
      if (e.at > FAULTS_END && committedBeforeEnd < 0) {
        committedBeforeEnd = protocol.roundsCommitted();
      }
      now = e.at;
      e.run.run();
      assertThat(failedJob).isEmpty();
    }
    committed = protocol.roundsCommitted();
    aborted = protocol.roundsAborted();
    assertThat(committed).as("rounds after the last fault").isGreaterThan(committedBeforeEnd);
  }

  private void at(long when, Runnable run) {
    queue.add(new Event(when, order++, run));
  }

  private void every(long millis, Runnable run) {
    at(
        now + millis * MILLI,
        () -> {
          run.run();
          every(millis, run);
        });
  }

  private boolean faulty(int oneIn) {
    return now < FAULTS_END && random.nextInt(oneIn) == 0;
  }

  private long delay() {
    return (random.nextInt(20) == 0 ? random.nextInt(40) : random.nextInt(4)) * MILLI / 2;
  }

  // ---- checkpoints and failures, as the JobManager does them ----

  private void checkpoint() {
    if (drawing) {
      protocol.checkpointAborted(nextCheckpoint - 1);
    }
    if (faulty(10)) {
      loseOneAndRestartAll();
      return;
    }
    drawing = true;
    protocol.checkpoint(nextCheckpoint++, now);
  }

  private void loseOneAndRestartAll() {
    restarts++;
    epoch++;
    if (drawing) {
      protocol.checkpointAborted(nextCheckpoint - 1);
    }
    List<Integer> ranks = new ArrayList<>();
    for (int i = 0; i < learners.length; i++) {
      ranks.add(i);
    }
    ranks.forEach(i -> protocol.lost(i, now));
    drawing = false;
    Snapshot s = snapshots.get(lastCompleted);
    for (int i : ranks) {
      if (lastCompleted == 0) {
        protocol.restore(CoordinationState.INITIAL);
      } else {
        protocol.rollBackTo(lastCompleted);
      }
      learners[i].restore(s);
      learners[i].start();
    }
  }

  @Override
  public void completeCheckpoint(long checkpointId, CoordinationState state) {
    assertThat(drawing).isTrue();
    drawing = false;
    long[] learned = new long[learners.length];
    long[] open = new long[learners.length];
    for (Learner l : learners) {
      // What Flink promises: nothing is sent to a task between this and its snapshot.
      assertThat(l.round).as("round in the snapshot of rank " + l.rank).isEqualTo(state.round());
      learned[l.rank] = l.learned;
      open[l.rank] = l.open;
    }
    long inRounds = Arrays.stream(learned).sum() - Arrays.stream(open).sum();
    assertThat(state.totals().examples()).as("examples in committed rounds").isEqualTo(inRounds);
    CoordinationState restored = CoordinationState.fromBytes(state.toBytes());
    assertThat(restored).isEqualTo(state);
    snapshots.put(checkpointId, new Snapshot(boxed(learned), boxed(open), state.round()));
    long began = epoch;
    at(
        now + delay(),
        () -> {
          if (began != epoch) {
            return;
          }
          if (faulty(8)) {
            protocol.checkpointAborted(checkpointId);
          } else {
            lastCompleted = checkpointId;
            completedCheckpoints++;
            protocol.checkpointCompleted(checkpointId);
          }
        });
  }

  private static List<Long> boxed(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  @Override
  public void failCheckpoint(long checkpointId, String why) {
    drawing = false;
  }

  @Override
  public void announce(Staged release) {
    String before = announced.put(release.version(), release.manifestSha256());
    if (before != null) {
      assertThat(release.manifestSha256()).as("content of a version").isEqualTo(before);
    } else {
      assertThat(announced.keySet()).allMatch(v -> v <= release.version());
    }
  }

  @Override
  public void failJob(String why) {
    failedJob = why;
  }

  // ---- messages ----

  @Override
  public void send(int rank, CoordinatorMessage message) {
    if (message instanceof Abort abort) {
      assertThat(abort.why()).as("a vote is counted in its own attempt").doesNotContain("differ");
    }
    assertThat(drawing && message instanceof Freeze && cutSent()).isFalse();
    long began = epoch;
    long when = Math.max(arrivesToLearner[rank] + 1, now + delay());
    arrivesToLearner[rank] = when;
    at(
        when,
        () -> {
          if (began == epoch) {
            learners[rank].received(message);
          }
        });
  }

  private boolean cutSent() {
    return Arrays.stream(learners).anyMatch(l -> l.cutAt == nextCheckpoint - 1);
  }

  private void tell(int rank, LearnerMessage message) {
    long began = epoch;
    long when = Math.max(arrivesToCoordinator[rank] + 1, now + delay());
    arrivesToCoordinator[rank] = when;
    at(
        when,
        () -> {
          if (began == epoch) {
            protocol.received(rank, message, now);
          }
        });
  }

  /** One learner: counts what it learns, and what of it no round has taken yet. */
  private final class Learner {
    final int rank;
    int speed;
    long learned;
    long open;
    long round;
    long cutAt;
    private long frozen;
    private long inGeneration;
    private int abortsSeen;

    Learner(int rank, int speed) {
      this.rank = rank;
      this.speed = speed;
    }

    void restore(Snapshot s) {
      learned = s.learned.get(rank);
      open = s.open.get(rank);
      round = s.round;
      frozen = 0;
      abortsSeen++;
    }

    void start() {
      tell(rank, new Join(new MemberAddress("here", rank, "p"), round, "base" + round));
      learnAndReport(epoch);
    }

    private void learnAndReport(long began) {
      at(
          now + (8 + random.nextInt(8)) * MILLI,
          () -> {
            if (began == epoch) {
              learned += speed;
              open += speed;
              tell(rank, new Progress(open, round, totals()));
              learnAndReport(began);
            }
          });
    }

    private Totals totals() {
      return new Totals(learned, learned, 0, 0);
    }

    void received(CoordinatorMessage message) {
      if (message instanceof Form form) {
        assertThat(form.members().byRank()).hasSize(learners.length);
        inGeneration = form.tokenHigh() ^ form.tokenLow();
        abortsSeen++;
      } else if (message instanceof Freeze freeze) {
        freeze(freeze);
      } else if (message instanceof Commit commit) {
        commit(commit);
      } else if (message instanceof Abort) {
        frozen = 0;
        abortsSeen++;
      } else if (message instanceof Cut cut) {
        assertThat(cut.round()).as("cut at rank " + rank).isEqualTo(round);
        cutAt = cut.checkpointId();
        Staged staged =
            rank == 0 && cut.releaseVersion() > 0
                ? new Staged(cut.releaseVersion(), "sha-" + restarts + "-" + cut.checkpointId())
                : null;
        tell(rank, new CutAck(cut.checkpointId(), staged));
      }
    }

    private void freeze(Freeze freeze) {
      assertThat(freeze.round()).isEqualTo(round + 1);
      frozen = open;
      long[] byRank =
          frozenByRound.computeIfAbsent(
              epoch + "/" + inGeneration + "/" + freeze.round(), k -> unset());
      byRank[rank] = frozen;
      Totals totals = totals();
      int seen = abortsSeen;
      long began = epoch;
      if (faulty(30)) {
        return; // hangs: the round's deadline has to end it
      }
      boolean fails = faulty(30);
      // The mail with the result may wait for long, and be read after the round's abort.
      boolean late = faulty(15);
      at(
          now + 5 * MILLI + (late ? (1 + random.nextInt(150)) * MILLI : delay()),
          () -> {
            if (began != epoch || (seen != abortsSeen && !late)) {
              return;
            }
            lateVotes += seen == abortsSeen ? 0 : 1;
            boolean missing = Arrays.stream(byRank).anyMatch(n -> n < 0);
            if (fails || missing) {
              tell(
                  rank,
                  new Failed(freeze.round(), freeze.attempt(), fails ? "reset" : "timed out"));
            } else {
              tell(
                  rank,
                  new Vote(
                      freeze.round(), freeze.attempt(), "h" + Arrays.stream(byRank).sum(), totals));
            }
          });
    }

    private void commit(Commit commit) {
      assertThat(commit.round()).isEqualTo(round + 1);
      long[] byRank = frozenByRound.get(epoch + "/" + inGeneration + "/" + commit.round());
      assertThat(byRank).as("frozen by all").doesNotContain(-1);
      assertThat(byRank[rank]).isEqualTo(frozen);
      open -= frozen;
      assertThat(open).isNotNegative();
      frozen = 0;
      round = commit.round();
    }

    private long[] unset() {
      long[] none = new long[learners.length];
      Arrays.fill(none, -1);
      return none;
    }
  }
}
