package io.thalweg.bench.replay;

import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The rows of the replay bench for one kind of table. Confined to one thread. */
final class ReplayRows {
  private static final long DEFAULT_ROWS = 10_000_000;
  private static final int HOT_ROWS = 1_000_000;

  /** Ours and the reference, each with a quarter to spare. */
  private static final double DISK_FACTOR = 2.5;

  private final TableUnderTest.Factory tables;
  private final Effort effort;

  ReplayRows(TableUnderTest.Factory tables, Effort effort) {
    this.tables = tables;
    this.effort = effort;
  }

  List<Row> measure(Context context) throws Exception {
    long rows = context.rows().orElse(DEFAULT_ROWS);
    int hotRows = (int) Math.min(rows, HOT_ROWS);
    try (Scratch scratch = Scratch.open(context.directory())) {
      scratch.requireFree(
          (long) ((rows + hotRows) * DISK_FACTOR * ROW_BYTES),
          "free some, or give --rows a smaller number than " + rows);
      var progress = context.progress();
      progress.say("%d rows in memory, drawn uniformly".formatted(hotRows));
      var hot = HotUniform.measure(tables, hotRows, effort, scratch.directory());
      progress.say("%d rows in memory, drawn by priority".formatted(hotRows));
      var cycle = PrioritizedCycle.measure(tables, hotRows, effort, scratch.directory());
      progress.say("%d rows on disk".formatted(rows));
      var larger = LargerThanMemory.measure(tables, rows, effort, scratch.directory(), progress);
      List<Row> all = new ArrayList<>();
      all.addAll(hot.rows());
      all.addAll(cycle.rows());
      all.addAll(larger.rows());
      all.add(allocated(progress, hot, cycle, larger));
      return all;
    }
  }

  private static Row allocated(
      Context.Progress progress, Measurement hot, Measurement cycle, Measurement larger) {
    double[] bytes = {
      hot.allocatedBytesPerSample(),
      cycle.allocatedBytesPerSample(),
      larger.allocatedBytesPerSample()
    };
    progress.say(
        String.format(
            Locale.ROOT,
            "bytes allocated a sample: uniform %.3f, by priority %.3f, from disk %.3f",
            bytes[0],
            bytes[1],
            bytes[2]));
    return Row.measured(
        "allocated-bytes-per-sample",
        Arrays.stream(bytes).max().orElseThrow(),
        "bytes",
        Goal.atMost(0, "0 once warm: uniform, by priority, larger than memory"));
  }
}
