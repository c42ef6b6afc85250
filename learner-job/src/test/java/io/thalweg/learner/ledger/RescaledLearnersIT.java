package io.thalweg.learner.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.CommonBase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.util.FileUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Learners that are saved between two rounds, with something open, and go on as another number of
 * them: each starts at the base that they had, and the next round's average is that of a run which
 * goes on as it was.
 */
class RescaledLearnersIT {
  private static final boolean NIGHTLY = Boolean.getBoolean("thalweg.nightly");
  private static final int FIRST = NIGHTLY ? 110_000 : 2_000;
  private static final int MORE = FIRST / 20;
  private static final long LEAST_REPLAY_BYTES = NIGHTLY ? 2_000_000_000L : 100_000;

  /** Rows of 20 kB nightly. */
  private static final WideRun.Size SIZE =
      NIGHTLY
          ? new WideRun.Size(5_000, FIRST, 64 << 20, Duration.ofMinutes(20))
          : new WideRun.Size(40, FIRST / 2, 1 << 20, Duration.ofMinutes(1));

  private static final double TOLERANCE = 1e-6;

  @TempDir Path directory;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void startAtTheBaseTheyHadAndTheNextAverageIsThatOfAnUnrescaledRun() throws Exception {
    try (LedgerCluster cluster = LedgerCluster.start(4, directory)) {
      Path saved = begin(cluster);
      int learners = 1;
      for (int next : new int[] {2, 4, 3, 1}) {
        saved = rescale(cluster, saved, learners, next);
        learners = next;
      }
    }
  }

  /** Returns a savepoint with something open. */
  private Path begin(LedgerCluster cluster) throws Exception {
    try (WideRun run = WideRun.start(cluster, directory, SIZE, 1, null)) {
      run.takeIn(FIRST);
      Path saved = run.stop();
      assertThat(replayBytes(saved)).isGreaterThan(LEAST_REPLAY_BYTES);
      return saved;
    }
  }

  private Path rescale(LedgerCluster cluster, Path saved, int before, int after) throws Exception {
    String name = before + " to " + after;
    CommonBase then = base(saved);
    assertThat(then.openExamples()).as("%s: open examples", name).isPositive();

    CommonBase expected;
    try (WideRun unrescaled = WideRun.start(cluster, directory, SIZE, before, saved)) {
      expected = nextRound(unrescaled, then.round());
    }
    try (WideRun run = WideRun.start(cluster, directory, SIZE, after, saved)) {
      assertEachStartsAt(then, after, name);
      CommonBase next = nextRound(run, then.round());
      assertThat(distance(expected, then))
          .as("%s: how far the round moves the base", name)
          .isGreaterThan(100 * TOLERANCE);
      assertThat(distance(next, expected)).as(name).isLessThanOrEqualTo(TOLERANCE);

      run.takeIn(MORE);
      Path end = run.stop();
      FileUtils.deleteDirectory(saved.toFile());
      return end;
    }
  }

  private static void assertEachStartsAt(CommonBase base, int learners, String name)
      throws Exception {
    Awaitility.await(name)
        .atMost(SIZE.patience())
        .until(
            () ->
                WideModel.ENGINES.size() == learners
                    && WideModel.ENGINES.stream().allMatch(e -> e.restored().length > 0));
    String sha256 = sha256(base.parameters());
    assertThat(WideModel.ENGINES).as(name).allMatch(e -> sha256(e.restored()).equals(sha256));
  }

  /** The base of the round after {@code round}: no more events come in, so there is just one. */
  private static CommonBase nextRound(WideRun run, long round) throws Exception {
    while (true) {
      assertThat(run.isRunning()).isTrue();
      Path path;
      try {
        path = run.save();
      } catch (ExecutionException e) {
        continue; // tasks are still starting
      }
      CommonBase base = base(path);
      assertThat(groups(path)).isEqualTo(WideRun.GROUPS);
      FileUtils.deleteDirectory(path.toFile());
      if (base.round() > round) {
        assertThat(base.round()).isEqualTo(round + 1);
        assertThat(base.openExamples()).isZero();
        return base;
      }
    }
  }

  private static CommonBase base(Path savepoint) throws IOException {
    return CommonBase.of(SavedLedger.blobs(SavedLedger.metadata(savepoint), "learner"));
  }

  private static long replayBytes(Path savepoint) throws IOException {
    long bytes = 0;
    for (OperatorState operator : SavedLedger.metadata(savepoint).getOperatorStates()) {
      for (OperatorSubtaskState subtask : operator.getStates()) {
        for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
          bytes += handle.getStateSize();
        }
      }
    }
    return bytes;
  }

  /** Key groups in the replay stores, each of which is in one of them. */
  private static int groups(Path savepoint) throws IOException {
    BitSet groups = new BitSet();
    for (OperatorState operator : SavedLedger.metadata(savepoint).getOperatorStates()) {
      for (OperatorSubtaskState subtask : operator.getStates()) {
        for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
          handle
              .getKeyGroupRange()
              .forEach(
                  group -> {
                    assertThat(groups.get(group)).as("group %d twice", group).isFalse();
                    groups.set(group);
                  });
        }
      }
    }
    return groups.cardinality();
  }

  /** Between two bases, over the second's norm. */
  private static double distance(CommonBase a, CommonBase b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.parameters().length; i++) {
      double one = b.parameters()[i];
      difference += (a.parameters()[i] - one) * (a.parameters()[i] - one);
      norm += one * one;
    }
    return Math.sqrt(difference / norm);
  }

  private static String sha256(float[] parameters) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * parameters.length);
    bytes.asFloatBuffer().put(parameters);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
