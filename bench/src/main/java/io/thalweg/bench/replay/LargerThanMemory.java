package io.thalweg.bench.replay;

import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import io.thalweg.bench.Context.Progress;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.measure.Latencies;
import io.thalweg.bench.measure.Medians;
import io.thalweg.bench.measure.Metered;
import io.thalweg.bench.replay.TableUnderTest.Drawing;
import io.thalweg.bench.replay.TableUnderTest.Setup;
import io.thalweg.bench.replay.floor.RocksDbGets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Ten times the rows that the memory holds, drawn uniformly past the page cache, beside single
 * gets. Stateless.
 */
final class LargerThanMemory {
  private static final long MOST_MEMORY_BYTES = 512 << 20;

  /** RocksDB's write buffers and filters need some. */
  private static final long LEAST_MEMORY_BYTES = 32 << 20;

  private static final int ROWS_TO_MEMORY = 10;
  private static final int LATENCIES = 4 << 20;
  private static final int ALLOCATION_BATCHES = 2_000;

  private LargerThanMemory() {}

  static Measurement measure(
      TableUnderTest.Factory tables, long rows, Effort effort, Path directory, Progress progress)
      throws Exception {
    long memoryBytes = memoryBytes(rows);
    Setup setup = new Setup(rows, Drawing.UNIFORM, memoryBytes / 2, memoryBytes / 2);
    Latencies latencies = new Latencies(LATENCIES);
    try (TableUnderTest table = tables.open(setup, directory.resolve("larger"))) {
      TableSide ours = new TableSide(table);
      double offers = ours.offersPerSecond(rows);
      progress.say(String.format(Locale.ROOT, "filled at %,.0f rows/s", offers));
      ours.requireTrueRows(rows);
      try (RocksDbGets floor = RocksDbGets.load(directory.resolve("gets"), rows, memoryBytes)) {
        progress.say("loaded the reference");
        ours.rowsPerSecond(effort.roundTime(), latencies);
        latencies.clear();
        Metered our = new Metered(() -> ours.rowsPerSecond(effort.roundTime(), latencies));
        Metered gets = new Metered(() -> floor.rowsPerSecond(effort.roundTime()));
        Medians perSecond = Medians.byTurns(effort.rounds(), our, gets);
        progress.say("device reads: ours " + our.rate() + ", the reference's " + gets.rate());
        return new Measurement(
            rows(perSecond, latencies, offers),
            ours.allocatedBytesPerSample(ALLOCATION_BATCHES, () -> {}));
      }
    }
  }

  /** For either side, for rows, blocks and write buffers: a tenth of the rows, within bounds. */
  static long memoryBytes(long rows) {
    long tenth = rows * ROW_BYTES / ROWS_TO_MEMORY;
    return Math.max(LEAST_MEMORY_BYTES, Math.min(tenth, MOST_MEMORY_BYTES));
  }

  private static List<Row> rows(Medians perSecond, Latencies latencies, double offers) {
    return List.of(
        Row.measured(
            "larger-than-memory-vs-gets",
            perSecond.ours(),
            "samples/s",
            new Reference("single RocksDB gets, direct reads", perSecond.reference()),
            Goal.atLeast(15, "at least 15 x single RocksDB gets, both with direct reads")),
        Row.measured(
            "next-batch-p99-us",
            latencies.micros(0.99),
            "us",
            Goal.atMost(1_000, "at most 1,000 us, rows larger than memory")),
        Row.measured(
            "insert-rows-per-s",
            offers,
            "rows/s",
            Goal.atLeast(500_000, "at least 500,000 a second, rows of 500 bytes")));
  }
}
