package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.CoordinatorMessage.Abort;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import io.thalweg.learner.sync.LearnerMessage.Leaving;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The protocol among simulated learners in virtual time. Messages of one direction keep their
 * order, as Flink's do, and take a random time. Learners learn at random speeds (one may learn
 * nothing), reductions fail or hang. Tasks are lost, and all start again from the last completed
 * checkpoint under the same coordinator; or the JobManager is lost, and a new coordinator starts
 * from the checkpoint's bytes, with as many learners as before or with others, without having heard
 * that the checkpoint was completed; or a JobManager loses the lead while it completes a checkpoint
 * that its successor doesn't know of, and what it releases comes late into the log, where it may
 * take numbers that the successor has given out. At last the learners reach their end, one by one.
 *
 * <p>Checked after every event: a cut holds the same round on all ranks; a round is applied only
 * with the votes of all, and with the sum of all; no example is counted twice or lost; versions
 * rise, one content each, and only those of completed checkpoints are announced; the last one in
 * the log is in the end what was last staged by those who have survived; nothing is frozen while a
 * cut is drawn; votes of aborted attempts, which come late, are not counted in the next; nothing is
 * sent to a learner that has left. At the end, faults over, a round commits within three timeouts,
 * and once all have left a checkpoint completes.
 */
final class RoundSimulation implements CoordinatorActions {
  private static final long MILLI = VirtualTime.MILLI;
  private static final RoundConfig CONFIG =
      new RoundConfig(200, Duration.ofMillis(60), Duration.ofMillis(100), Duration.ofMillis(400));
  private static final long FAULTS_END = 2_000 * MILLI;
  private static final long LEAVING_FROM = FAULTS_END + 3 * CONFIG.timeout().toNanos();
  private static final long END = LEAVING_FROM + 1_000 * MILLI;
  private static final int MAX_WORLD_SIZE = 8;

  /** Early enough for whoever survives to notice, and to release once more. */
  private static final long DEPOSED_UNTIL = FAULTS_END - 400 * MILLI;

  final SplittableRandom random;
  private final VirtualTime time = new VirtualTime();
  private final Map<String, long[]> frozenByRound = new HashMap<>();
  private final Map<Long, SimulatedSnapshot> snapshots = new HashMap<>();
  private final TreeMap<Long, String> announced = new TreeMap<>();
  private final long[] arrivesToLearner = new long[MAX_WORLD_SIZE];
  private final long[] arrivesToCoordinator = new long[MAX_WORLD_SIZE];
  private final TreeMap<Long, String> byDeposed = new TreeMap<>();
  private long arrivesInLog;

  private RoundProtocol protocol;
  private SimulatedLearner[] learners;
  private final Set<Integer> left = new HashSet<>();

  /** Goes up when all tasks restart. */
  private long epoch;

  private long nextCheckpoint = 1;
  private long lastCompleted;
  private boolean drawing;
  private boolean deposedSpeaks;
  private String failedJob = "";
  private long committedBefore;
  private long abortedBefore;

  long restarts;
  long failovers;
  long completedCheckpoints;
  long lateVotes;
  long overtaken;

  RoundSimulation(int worldSize, long seed) {
    random = new SplittableRandom(seed);
    List<Long> none = Collections.nCopies(worldSize, 0L);
    snapshots.put(0L, new SimulatedSnapshot(none, none, CoordinationState.INITIAL));
    protocol = new RoundProtocol(worldSize, CONFIG, this, random.split());
    learners = newLearners(worldSize);
  }

  private SimulatedLearner[] newLearners(int worldSize) {
    SimulatedLearner[] made = new SimulatedLearner[worldSize];
    for (int i = 0; i < worldSize; i++) {
      boolean idle = i > 0 && random.nextInt(4) == 0;
      made[i] = new SimulatedLearner(this, i, idle ? 0 : 1 + random.nextInt(40));
    }
    return made;
  }

  int worldSize() {
    return learners.length;
  }

  long committed() {
    return committedBefore + protocol.roundsCommitted();
  }

  long aborted() {
    return abortedBefore + protocol.roundsAborted();
  }

  void run() {
    openLog();
    startAll(snapshots.get(0L));
    time.every(5, () -> protocol.tick(time.now()));
    time.every(150, this::checkpoint);
    time.runUntil(FAULTS_END);
    long committedThen = committed();
    time.runUntil(LEAVING_FROM);
    assertThat(committed()).as("rounds after the last fault").isGreaterThan(committedThen);
    for (SimulatedLearner learner : learners) {
      time.at(time.now() + random.nextInt(300) * MILLI, learner::leave);
    }
    time.runUntil(LEAVING_FROM + 350 * MILLI);
    long completedThen = lastCompleted;
    time.runUntil(END);
    assertThat(lastCompleted).as("checkpoints after the end").isGreaterThan(completedThen);
    assertThat(failedJob).isEmpty();
    requireReleased();
  }

  // ---- what the learners need ----

  boolean faulty(int oneIn) {
    return time.now() < FAULTS_END && random.nextInt(oneIn) == 0;
  }

  long delay() {
    return (random.nextInt(20) == 0 ? random.nextInt(40) : random.nextInt(4)) * MILLI / 2;
  }

  /** Unless everything has been restarted by then. */
  void later(long nanos, Runnable run) {
    long began = epoch;
    time.at(
        time.now() + nanos,
        () -> {
          if (began == epoch) {
            run.run();
            assertThat(failedJob).isEmpty();
          }
        });
  }

  void tell(int rank, LearnerMessage message) {
    long when = Math.max(arrivesToCoordinator[rank] + 1, time.now() + delay());
    arrivesToCoordinator[rank] = when;
    later(
        when - time.now(),
        () -> {
          if (message instanceof Leaving) {
            left.add(rank);
          }
          protocol.received(rank, message, time.now());
        });
  }

  String contentAt(long checkpointId) {
    return "sha-" + epoch + "-" + checkpointId;
  }

  /** What each rank has frozen for a round, -1 for nothing. */
  long[] frozen(long generation, long round) {
    return frozenByRound.computeIfAbsent(
        epoch + "/" + generation + "/" + round,
        key -> {
          long[] none = new long[learners.length];
          Arrays.fill(none, -1);
          return none;
        });
  }

  // ---- checkpoints and failures, as the JobManager does them ----

  private void checkpoint() {
    if (drawing) {
      protocol.checkpointAborted(nextCheckpoint - 1);
      drawing = false;
    }
    if (faulty(10)) {
      loseOneTask();
    } else if (faulty(12)) {
      loseJobManager();
    } else {
      drawing = true;
      protocol.checkpoint(nextCheckpoint++, time.now());
    }
  }

  private void loseOneTask() {
    restarts++;
    epoch++;
    for (int rank = 0; rank < learners.length; rank++) {
      protocol.lost(rank, time.now());
    }
    drawing = false;
    for (int rank = 0; rank < learners.length; rank++) {
      if (lastCompleted == 0) {
        protocol.restore(CoordinationState.INITIAL);
      } else {
        protocol.rollBackTo(lastCompleted);
      }
    }
    startAll(snapshots.get(lastCompleted));
  }

  private void loseJobManager() {
    failovers++;
    epoch++;
    drawing = false;
    committedBefore += protocol.roundsCommitted();
    abortedBefore += protocol.roundsAborted();
    int worldSize = random.nextBoolean() ? learners.length : 2 + random.nextInt(MAX_WORLD_SIZE - 1);
    protocol = new RoundProtocol(worldSize, CONFIG, this, random.split());
    learners = newLearners(worldSize);
    SimulatedSnapshot s = snapshots.get(lastCompleted).at(worldSize);
    CoordinationState state = CoordinationState.fromBytes(s.coordinator().toBytes());
    protocol.remember(lastCompleted, state);
    protocol.restore(state);
    snapshots.put(lastCompleted, s);
    openLog();
    startAll(s);
  }

  /** It sees this checkpoint complete; its successor has begun with the one before. */
  private void depose(long checkpointId) {
    RoundProtocol deposed = protocol;
    loseJobManager();
    deposedSpeaks = true;
    deposed.checkpointCompleted(checkpointId);
    deposedSpeaks = false;
  }

  /** Some time after the coordinator's start; nothing is released before. */
  private void openLog() {
    later(delay(), this::tellLog);
  }

  private void tellLog() {
    Map.Entry<Long, String> last = announced.lastEntry();
    protocol.releaseAbove(last == null ? 0 : last.getKey(), last == null ? null : last.getValue());
  }

  private void startAll(SimulatedSnapshot from) {
    for (int rank = 0; rank < learners.length; rank++) {
      SimulatedLearner old = learners[rank];
      learners[rank] = old.restarted();
      learners[rank].start(
          from.coordinator().round(), from.learned().get(rank), from.open().get(rank));
    }
  }

  @Override
  public void completeCheckpoint(long checkpointId, CoordinationState state) {
    assertThat(drawing).isTrue();
    drawing = false;
    List<Long> learned = new ArrayList<>();
    List<Long> open = new ArrayList<>();
    for (int rank = 0; rank < learners.length; rank++) {
      // What Flink promises: nothing is sent to a task between this and its snapshot.
      assertThat(learners[rank].round)
          .as("round in the snapshot of rank " + rank)
          .isEqualTo(state.round());
      learned.add(learners[rank].learned);
      open.add(learners[rank].open);
    }
    long inRounds = SimulatedSnapshot.sum(learned) - SimulatedSnapshot.sum(open);
    assertThat(state.totals().examples()).as("examples in committed rounds").isEqualTo(inRounds);
    assertThat(CoordinationState.fromBytes(state.toBytes())).isEqualTo(state);
    snapshots.put(checkpointId, new SimulatedSnapshot(learned, open, state));
    later(
        delay(),
        () -> {
          if (faulty(8)) {
            protocol.checkpointAborted(checkpointId);
            return;
          }
          if (time.now() < DEPOSED_UNTIL && faulty(10)) {
            depose(checkpointId);
            return;
          }
          lastCompleted = checkpointId;
          completedCheckpoints++;
          if (faulty(10)) {
            loseJobManager(); // which hears of the completion only by being restored from it
          } else {
            protocol.checkpointCompleted(checkpointId);
          }
        });
  }

  @Override
  public void failCheckpoint(long checkpointId, String why) {
    drawing = false;
  }

  /** Takes its time; what a lost JobManager has not appended yet is never appended. */
  @Override
  public void announce(Staged release) {
    if (deposedSpeaks) {
      long late = Math.min(time.now() + 40 * delay(), DEPOSED_UNTIL);
      time.at(late, () -> appendByDeposed(release));
      return;
    }
    assertThat(stagedInCompleted(release)).as(release + " is in a completed checkpoint").isTrue();
    RoundProtocol by = protocol;
    arrivesInLog = Math.max(arrivesInLog + 1, time.now() + 3 * delay());
    time.at(
        arrivesInLog,
        () -> {
          if (by == protocol) {
            append(release);
            tellLog();
          }
        });
  }

  private boolean stagedInCompleted(Staged release) {
    return snapshots.get(lastCompleted).coordinator().pending().contains(release)
        || announced.containsKey(release.version());
  }

  private void append(Staged release) {
    if (isAbove(release.version())) {
      announced.put(release.version(), release.manifestSha256());
    } else if (!release.manifestSha256().equals(announced.get(release.version()))) {
      overtaken++;
      assertThat(byDeposed.ceilingKey(release.version()))
          .as("who has taken the number of " + release)
          .isNotNull();
    }
  }

  private void appendByDeposed(Staged release) {
    if (isAbove(release.version())) {
      announced.put(release.version(), release.manifestSha256());
      byDeposed.put(release.version(), release.manifestSha256());
    }
  }

  private boolean isAbove(long version) {
    return announced.isEmpty() || version > announced.lastKey();
  }

  /** What the last checkpoint has staged is out, or its number was gone and more than it is out. */
  private void requireReleased() {
    CoordinationState state = snapshots.get(lastCompleted).coordinator();
    for (Staged staged : state.pending()) {
      if (byDeposed.ceilingKey(staged.version()) == null) {
        assertThat(announced).containsEntry(staged.version(), staged.manifestSha256());
      }
    }
    if (state.parentSha256() != null) {
      assertThat(announced.lastEntry().getValue())
          .as("the last release in the log")
          .isEqualTo(state.parentSha256());
    }
  }

  @Override
  public void preview(Staged preview) {
    throw new IllegalStateException("nobody has asked for previews");
  }

  @Override
  public void failJob(String why) {
    failedJob = why;
  }

  @Override
  public void send(int rank, CoordinatorMessage message) {
    if (message instanceof Abort abort) {
      assertThat(abort.why()).as("a vote is counted in its own attempt").doesNotContain("differ");
    }
    assertThat(left).as("learners that have left").doesNotContain(rank);
    assertThat(drawing && message instanceof Freeze && cutSent()).isFalse();
    long when = Math.max(arrivesToLearner[rank] + 1, time.now() + delay());
    arrivesToLearner[rank] = when;
    later(when - time.now(), () -> learners[rank].received(message));
  }

  private boolean cutSent() {
    return Arrays.stream(learners).anyMatch(l -> l.cutAt == nextCheckpoint - 1);
  }
}
