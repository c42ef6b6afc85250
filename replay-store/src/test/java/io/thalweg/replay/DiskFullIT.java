package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.tier.TierException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

/** A process that may write no file longer than 256 KiB stands for a full disk. */
@Timeout(60)
class DiskFullIT {
  private static final int ROWS_BEFORE = 100;

  @TempDir Path temp;

  private static ReplayConfig config() {
    ReplayConfig config = Tables.config(Retention.WINDOW, Selection.UNIFORM, Tables.Mode.ALL_HOT);
    return config.withTiers(TierSizes.of(4 << 20, 8 << 20));
  }

  /** Says what the failure was, in a JVM of its own. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      Path root = Path.of(arguments[0]);
      try (ReplayTable table = ReplayTable.open(config(), Tables.ALL, root.resolve("table"))) {
        Tables.offerAll(table, Tables.ALL, 0, ROWS_BEFORE);
        Tables.snapshot(table, Tables.ALL, root.resolve("snapshot"));
        try {
          Tables.offerAll(table, Tables.ALL, ROWS_BEFORE, 6_000);
          table.snapshotTo(root.resolve("second"));
          System.out.println("no failure");
        } catch (TierException e) {
          System.out.println(e.getMessage().replace("\n", "LINE BREAK"));
        }
      }
      System.out.println("closed");
    }
  }

  /** Unpacked here: the child may not write so long a file. */
  private Path nativeLibrary() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("lib"));
    String name = "librocksdbjni-linux64.so";
    try (InputStream library = RocksDB.class.getResourceAsStream("/" + name)) {
      Files.copy(library, directory.resolve(name));
    }
    return directory;
  }

  @Test
  void aFullDiskIsOneLineThatSaysWhatToDoAndEarlierSnapshotsStay() throws Exception {
    Process writer =
        ChildJvm.start(
            "ulimit -f 256",
            temp,
            List.of("-Xmx128m", "-Djava.library.path=" + nativeLibrary()),
            Writer.class,
            temp.toString());
    try (BufferedReader output = writer.inputReader()) {
      List<String> lines = output.lines().toList();
      assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0))
          .contains("directory=" + temp.resolve("table"), "File too large")
          .contains("the disk of this directory is full or limited: give it room")
          .contains("go on from the last snapshot")
          .doesNotContain("LINE BREAK");
      assertThat(lines.get(1)).isEqualTo("closed");
    } finally {
      writer.destroyForcibly();
    }
    assertThat(temp.resolve("second")).doesNotExist();
    SnapshotSource source = new SnapshotSource(temp.resolve("snapshot"), Tables.ALL);
    try (ReplayTable restored =
        ReplayTable.restore(config(), Tables.ALL, temp.resolve("restored"), List.of(source))) {
      Map<Long, List<Integer>> rows = Tables.contents(restored);
      assertThat(rows).hasSize(ROWS_BEFORE);
    }
  }
}
