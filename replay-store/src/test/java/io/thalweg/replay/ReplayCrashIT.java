package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.thalweg.replay.checkpoint.SnapshotManifest;
import io.thalweg.replay.tier.rocksdb.NativeHandles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Property {@code replay.kills}: how often the writer is killed, 50 unless told. */
class ReplayCrashIT {
  private static final int KILLS = Integer.getInteger("replay.kills", 50);
  private static final int KILLS_PER_TABLE = 10;

  /** Of a machine that does other things as well, for a start or a snapshot. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path temp;

  /** From one snapshot to the next, as it was last seen: machines differ. */
  private long periodNanos = TimeUnit.MILLISECONDS.toNanos(300);

  @Test
  void whatIsRestoredAfterAKillIsTheLastFinishedSnapshotExactly() throws Exception {
    SplittableRandom random = new SplittableRandom(2026);
    int snapshots = 0;
    for (int kill = 0; kill < KILLS; ) {
      int chain = kill / KILLS_PER_TABLE;
      Path root = Files.createDirectories(temp.resolve("chain-" + chain));
      int last = -1;
      for (int round = 0; round < KILLS_PER_TABLE && kill < KILLS; round++, kill++) {
        runUntilKilled(root, chain, round, last, random);
        int finished = lastFinished(root, last);
        assertThat(finished).as("round %d of chain %d", round, chain).isGreaterThanOrEqualTo(last);
        if (finished >= 0) {
          requireRestored(root, chain, round, finished);
        }
        removeUnfinished(root, round, finished);
        snapshots += finished - last;
        last = finished;
      }
      Tables.deleteAll(root);
    }
    System.out.printf("killed %d times, %d snapshots, no mismatch%n", KILLS, snapshots);
    assertThat(snapshots).isGreaterThan(KILLS / 4);
  }

  private void requireRestored(Path root, int chain, int round, int finished) throws IOException {
    Path snapshot = root.resolve("snapshot-" + finished);
    Path directory = root.resolve("checked");
    try (ReplayTable restored =
        ReplayTable.restore(
            CrashingWriter.config(chain),
            Tables.ALL,
            directory,
            List.of(new SnapshotSource(snapshot, Tables.ALL)))) {
      assertThat(Tables.contents(restored))
          .as("round %d of chain %d, snapshot %d", round, chain, finished)
          .isEqualTo(CrashingWriter.readOracle(root.resolve("oracle-" + finished)));
      Tables.draw(restored, CrashingWriter.config(chain), 2);
    }
    assertThat(NativeHandles.open()).isZero();
    Tables.deleteAll(directory);
  }

  /** What the kill has left unfinished is in the way of the next writer. */
  private static void removeUnfinished(Path root, int round, int finished) {
    Tables.deleteAll(root.resolve("table-" + round));
    Path path = root.resolve("snapshot-" + (finished + 1));
    for (Path each : List.of(path, path.resolveSibling(path.getFileName() + ".tmp"))) {
      if (Files.exists(each)) {
        Tables.deleteAll(each);
      }
    }
  }

  private static int lastFinished(Path root, int from) {
    int finished = from;
    while (Files.exists(
        root.resolve("snapshot-" + (finished + 1)).resolve(SnapshotManifest.FILE))) {
      finished++;
    }
    return finished;
  }

  /** Kills at a random moment of a period, of those before the first, second or third snapshot. */
  private void runUntilKilled(Path root, int chain, int round, int last, SplittableRandom random)
      throws IOException, InterruptedException {
    Process writer =
        ChildJvm.start(
            "",
            temp,
            List.of("-Xmx128m"),
            CrashingWriter.class,
            Integer.toString(chain),
            root.toString(),
            Integer.toString(round),
            Integer.toString(last));
    try (BufferedReader output = writer.inputReader()) {
      awaitLine(output, "ready");
      int finished = random.nextInt(3);
      for (int i = 1; i <= finished; i++) {
        long began = System.nanoTime();
        awaitLine(output, "finished " + (last + i));
        periodNanos = System.nanoTime() - began;
      }
      LockSupport.parkNanos((long) (random.nextDouble() * periodNanos));
      assertThat(writer.isAlive())
          .as("writer of round %d, chain %d: %s", round, chain, read(temp.resolve("stderr")))
          .isTrue();
    } finally {
      writer.destroyForcibly();
      assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(writer.exitValue())
        .as("writer of round %d, chain %d: %s", round, chain, read(temp.resolve("stderr")))
        .isEqualTo(128 + 9);
  }

  private void awaitLine(BufferedReader output, String expected) throws IOException {
    String line = assertTimeoutPreemptively(PATIENCE, output::readLine);
    assertThat(line).as("writer: %s", read(temp.resolve("stderr"))).isEqualTo(expected);
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
