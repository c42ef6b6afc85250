package io.thalweg.replay;

import java.nio.file.Path;
import java.util.List;

/**
 * The JVM that {@link ReplayCrashIT} kills: restores the last snapshot (if any), offers rows, takes
 * the next snapshot, and goes on offering until it is killed or out of rows. Says on standard
 * output how far it is.
 */
final class CrashingWriter {
  private static final int ROWS_AFTER_SNAPSHOT = 5_000_000;
  private static final int ROWS_PER_LINE = 1_000;

  private CrashingWriter() {}

  public static void main(String[] arguments) {
    ReplayConfig config = Tables.config(Retention.valueOf(arguments[0]));
    Path root = Path.of(arguments[1]);
    int round = Integer.parseInt(arguments[2]);
    int from = Integer.parseInt(arguments[3]);
    int to = Integer.parseInt(arguments[4]);
    Path directory = root.resolve("table-" + round);
    try (ReplayTable table =
        round == 0
            ? ReplayTable.open(config, Tables.ALL, directory)
            : ReplayTable.restore(
                config,
                Tables.ALL,
                directory,
                List.of(new SnapshotSource(root.resolve("snapshot-" + (round - 1)), Tables.ALL)))) {
      Tables.offerStream(table, Tables.ALL, from, to);
      table.snapshotTo(root.resolve("snapshot-" + round));
      for (int number = to; number < to + ROWS_AFTER_SNAPSHOT; number += ROWS_PER_LINE) {
        System.out.println(number);
        Tables.offerStream(table, Tables.ALL, number, number + ROWS_PER_LINE);
      }
    }
  }
}
