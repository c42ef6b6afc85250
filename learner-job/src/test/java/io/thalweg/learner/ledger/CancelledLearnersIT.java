package io.thalweg.learner.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.ledger.LedgerSettings.Alignment;
import io.thalweg.learner.sync.RoundConfig.Transport;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A job is cancelled while its learners are in the middle of something, and nothing of it stays.
 */
@Timeout(600)
final class CancelledLearnersIT {
  private static final int TIMES = Boolean.getBoolean("thalweg.nightly") ? 10 : 1;
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int EVENTS = 2_000;
  private static final long SEED = Long.getLong("thalweg.seed", System.nanoTime());

  @TempDir private static Path directory;
  private static LedgerCluster cluster;
  private static long socketsBefore;
  private static final Random RANDOM = new Random(SEED);

  /**
   * What the learners are in the middle of: made so by one of them that hangs, but for the last.
   */
  enum Phase {
    /** A round was given up, a new generation is formed, and one learner doesn't come. */
    JOIN,

    /** One learner freezes, and sums up with others that don't. */
    REDUCTION,

    /** A learner has the sum and doesn't get to voting for it. */
    VOTE,

    /** A checkpoint waits for the learner's acknowledgement. */
    CUT,
    BEFORE_THE_BARRIER,
    SNAPSHOT,
    UPLOAD,
    DOWNLOAD,
    OPEN,

    /** Wherever the learners are after so many steps, and rounds, and checkpoints. */
    ANYWHERE
  }

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LedgerCluster.start(2, directory);
    // What Flink and the learners open once stays open.
    try (LedgerRun run = cluster.submit("warm-up", EVENTS, settings(Phase.ANYWHERE))) {
      run.awaitCheckpoints(2);
    }
    Awaitility.await().until(() -> Communications.threads().isEmpty());
    socketsBefore = sockets();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void nothingStays(Phase phase) throws Exception {
    for (int i = 0; i < TIMES; i++) {
      String name = phase + ", time " + i + ", seed " + SEED;
      int tries = 1;
      while (!cancelIn(phase, name + ", try " + tries)) {
        assertThat(++tries).as("tries of %s", name).isLessThanOrEqualTo(5);
      }
    }
  }

  /** False if it was in the middle of something else, of which nothing stays either. */
  private static boolean cancelIn(Phase phase, String name) throws Exception {
    try (LedgerRun run = cluster.submit(name, EVENTS, settings(phase))) {
      run.awaitCheckpoints(1);
      boolean reached = reach(phase, run);
      Duration took = run.cancel();

      assertThat(took).as(name).isLessThan(SOON);
      Awaitility.await(name)
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(Communications.threads()).as("%s: threads", name).isEmpty();
                assertThat(sockets()).as("%s: sockets", name).isLessThanOrEqualTo(socketsBefore);
              });
      assertThat(cluster.learnersFiles()).as("%s: files", name).isEmpty();
      assertThat(run.experiment().open()).as("%s: engines", name).isZero();
      assertThat(cluster.taskManagers()).as("%s: TaskManagers", name).isEqualTo(1);
      return reached;
    }
  }

  /** A checkpoint that doesn't come to its end, since a learner that hangs answers nothing. */
  private static final class Cut {
    private final LedgerRun run;
    private long begun = Long.MAX_VALUE;

    Cut(LedgerRun run) {
      this.run = run;
    }

    boolean lasts() throws Exception {
      begun =
          run.checkpointsInProgress() == 0 ? Long.MAX_VALUE : Math.min(begun, System.nanoTime());
      return begun != Long.MAX_VALUE && System.nanoTime() - begun > SOON.toNanos();
    }
  }

  private static LedgerSettings settings(Phase phase) {
    int learners = phase == Phase.CUT ? 1 : 2; // more would wait for a round first
    Duration timeout = phase == Phase.JOIN ? Duration.ofMillis(300) : Duration.ofMinutes(1);
    return LedgerSettings.of(learners, Alignment.UNALIGNED, Transport.TCP)
        .withRoundTimeout(timeout);
  }

  /** False if a checkpoint came between: then its cut is waited for, not the phase. */
  private static boolean reach(Phase phase, LedgerRun run) throws Exception {
    Mishaps mishaps = run.experiment().mishaps();
    switch (phase) {
      case JOIN -> hang(Place.STEP, run, Communications::join);
      case REDUCTION -> {
        Cut cut = new Cut(run);
        hang(Place.STEP, run, () -> Communications.reduce() || cut.lasts());
        return Communications.reduce();
      }
      case VOTE -> hang(Place.STEP_IN_A_ROUND, run, () -> !Communications.reduce());
      case CUT -> hang(Place.STEP, run, () -> run.checkpointsInProgress() > 0);
      case BEFORE_THE_BARRIER -> hang(Place.BEFORE_THE_BARRIER, run, () -> true);
      case SNAPSHOT -> hang(Place.SNAPSHOT, run, () -> true);
      case UPLOAD -> hang(Place.UPLOAD, run, () -> true);
      case DOWNLOAD -> {
        mishaps.failAt(List.of(Place.STEP));
        hang(Place.DOWNLOAD, run, () -> true);
      }
      case OPEN -> {
        mishaps.failAt(List.of(Place.STEP));
        hang(Place.OPEN, run, () -> true);
      }
      case ANYWHERE -> {
        int steps = run.experiment().learnings() + RANDOM.nextInt(EVENTS / 8);
        run.await(steps + " learned", () -> run.experiment().learnings() >= steps);
      }
    }
    return true;
  }

  private static void hang(Place place, LedgerRun run, Callable<Boolean> effect) {
    run.experiment().mishaps().hangAt(place);
    run.await("hanging at " + place, () -> run.experiment().mishaps().hangs());
    run.await("effect of hanging at " + place, effect);
  }

  private static long sockets() throws Exception {
    long sockets = 0;
    try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path fd : open) {
        try {
          sockets += Files.readSymbolicLink(fd).toString().startsWith("socket:") ? 1 : 0;
        } catch (NoSuchFileException e) {
          // The directory's own, or closed by now.
        }
      }
    }
    return sockets;
  }
}
