package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The JVM that {@link ReplayCrashIT} kills: goes on from the last finished snapshot with random
 * calls and takes snapshots until it is killed. Before a snapshot is finished it writes beside it
 * what must be restored from it; once it is, it says so.
 */
final class CrashingWriter {
  private final ReplayConfig config;
  private final Path root;
  private final SplittableRandom random;

  /** Columns by number, of every row that was stored and neither deleted nor erased. */
  private final Map<Integer, Integer> model = new HashMap<>();

  private CrashingWriter(ReplayConfig config, Path root, int round) {
    this.config = config;
    this.root = root;
    this.random = new SplittableRandom(round);
  }

  static ReplayConfig config(int chain) {
    return Tables.config(
        List.of(Retention.values()).get(chain % 4),
        Tables.SELECTIONS.get(chain % 3),
        chain % 2 == 0 ? Tables.Mode.COLD : Tables.Mode.POOL);
  }

  public static void main(String[] arguments) throws IOException {
    int chain = Integer.parseInt(arguments[0]);
    int round = Integer.parseInt(arguments[2]);
    new CrashingWriter(config(chain), Path.of(arguments[1]), round)
        .run(round, Integer.parseInt(arguments[3]));
  }

  private void run(int round, int last) throws IOException {
    Path directory = root.resolve("table-" + round);
    SnapshotSource source = new SnapshotSource(root.resolve("snapshot-" + last), Tables.ALL);
    try (ReplayTable table =
        last < 0
            ? ReplayTable.open(config, Tables.ALL, directory)
            : ReplayTable.restore(config, Tables.ALL, directory, List.of(source))) {
      Tables.contents(table).values().forEach(row -> model.put(row.get(0), row.get(1)));
      int number = round * 1_000_000;
      System.out.println("ready");
      for (int snapshot = last + 1; ; snapshot++) {
        int calls = 20 + random.nextInt(1_500);
        for (int call = 0; call < calls; call++) {
          number += call(table, number);
        }
        writeOracle(table, snapshot);
        Tables.snapshot(table, Tables.ALL, root.resolve("snapshot-" + snapshot));
        System.out.println("finished " + snapshot);
      }
    }
  }

  private int call(ReplayTable table, int number) {
    int dice = random.nextInt(1_000);
    int any = random.nextInt(50) == 0 ? number : number - 1 - random.nextInt(3_000);
    if (dice < 850) {
      if (Tables.offer(table, number) != Offer.SKIPPED) {
        model.put(number, number);
      }
      return 1;
    } else if (dice < 930) {
      int columns = any < 0 ? any : -any;
      if (any > 0 && table.rewrite(Tables.key(any), 3, Tables.columns(columns))) {
        model.put(any, columns);
      }
    } else if (dice < 980) {
      table.delete(Tables.key(any));
      model.remove(any);
    } else if (dice < 998) {
      Tables.draw(table, config, 1);
    } else {
      int subject = 1 + random.nextInt(97);
      table.eraseSubjects(subject);
      model.keySet().removeIf(n -> 1 + n % 97 == subject);
    }
    return 0;
  }

  private void writeOracle(ReplayTable table, int snapshot) throws IOException {
    Map<Long, List<Integer>> rows = Tables.contents(table);
    rows.values().forEach(row -> assertThat(model).containsEntry(row.get(0), row.get(1)));
    ByteBuffer bytes = ByteBuffer.allocate(rows.size() * (Long.BYTES + 2 * Integer.BYTES));
    new TreeMap<>(rows)
        .forEach((key, row) -> bytes.putLong(key).putInt(row.get(0)).putInt(row.get(1)));
    Path unfinished = root.resolve("oracle.unfinished");
    Files.write(unfinished, bytes.array());
    Files.move(unfinished, root.resolve("oracle-" + snapshot), StandardCopyOption.ATOMIC_MOVE);
  }

  /** What {@link #writeOracle} has written. */
  static Map<Long, List<Integer>> readOracle(Path file) throws IOException {
    Map<Long, List<Integer>> rows = new HashMap<>();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    while (bytes.hasRemaining()) {
      rows.put(bytes.getLong(), List.of(bytes.getInt(), bytes.getInt()));
    }
    return rows;
  }
}
