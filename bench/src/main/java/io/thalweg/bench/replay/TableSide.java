package io.thalweg.bench.replay;

import static io.thalweg.bench.replay.floor.Rows.BATCH_ROWS;
import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import io.thalweg.bench.measure.AllocatedBytes;
import io.thalweg.bench.measure.Latencies;
import io.thalweg.bench.measure.Medians;
import io.thalweg.bench.replay.floor.Rows;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Drives the table as the floors drive themselves. Confined to one thread. */
final class TableSide {
  private static final int ALLOCATION_WINDOWS = 5;

  private final TableUnderTest table;
  private final Rows source = new Rows(1);

  TableSide(TableUnderTest table) {
    this.table = table;
  }

  /** Offers rows 0 to {@code rows}; how many a second. */
  double offersPerSecond(long rows) {
    long start = System.nanoTime();
    for (long number = 0; number < rows; number++) {
      table.offer(number, source.row(number));
    }
    return rows * 1e9 / (System.nanoTime() - start);
  }

  double microsPerBatch(int batches) {
    long start = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      sample();
    }
    return (System.nanoTime() - start) / 1e3 / batches;
  }

  /** Draws and updates; the cycles take turns with the priorities. */
  double microsPerCycle(int cycles, float[][] priorities) {
    long start = System.nanoTime();
    for (int i = 0; i < cycles; i++) {
      sample();
      table.update(priorities[i % priorities.length]);
    }
    return (System.nanoTime() - start) / 1e3 / cycles;
  }

  /** Draws one batch after the other for so long, and records what each took. */
  double rowsPerSecond(Duration time, Latencies latencies) {
    long start = System.nanoTime();
    long last = start;
    long drawn = 0;
    while (last - start < time.toNanos()) {
      sample();
      drawn += BATCH_ROWS;
      long now = System.nanoTime();
      latencies.record(now - last);
      last = now;
    }
    return drawn * 1e9 / (last - start);
  }

  /**
   * Heap bytes for each row drawn, by all threads: the median of a few windows, as the JVM itself
   * allocates a little now and then.
   */
  double allocatedBytesPerSample(int batches, Runnable afterEach) throws Exception {
    AllocatedBytes allocated = new AllocatedBytes();
    return Medians.of(
        ALLOCATION_WINDOWS,
        () -> {
          long before = allocated.total();
          for (int i = 0; i < batches; i++) {
            sample();
            afterEach.run();
          }
          return (double) (allocated.total() - before) / ((long) batches * BATCH_ROWS);
        });
  }

  /** Draws a batch and compares each row with the one that was offered. */
  void requireTrueRows(long rows) {
    sample();
    ByteBuffer batch = table.batch().duplicate();
    for (int i = 0; i < BATCH_ROWS; i++) {
      int start = i * ROW_BYTES;
      long number = Rows.number(batch, start);
      if (number < 0
          || number >= rows
          || !batch.slice(start, ROW_BYTES).equals(source.row(number))) {
        throw new IllegalStateException(
            "a drawn row is none that was offered: place=%d, number=%d, rows=%d"
                .formatted(i, number, rows));
      }
    }
  }

  private void sample() {
    int drawn = table.sample();
    if (drawn != BATCH_ROWS) {
      throw new IllegalStateException(
          "a full table gave a short batch: rows=%d, asked=%d".formatted(drawn, BATCH_ROWS));
    }
  }
}
