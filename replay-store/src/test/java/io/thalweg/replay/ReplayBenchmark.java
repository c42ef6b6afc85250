package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Offers and draws per second at 1 M rows of 500 bytes, with all, a tenth and none of the rows hot,
 * beside the floor of copying random rows of one buffer. Rows are random floats, which hardly
 * compress. Rates are per second of the clock and, in brackets, per second of the table's thread on
 * a CPU, which a busy machine distorts less. Run by hand: {@code ReplayBenchmark DIRECTORY [ROWS]},
 * with {@code -XX:MaxDirectMemorySize=2g}.
 */
final class ReplayBenchmark {
  private static final int ROW_BYTES = 500;
  private static final int GROUPS = 128;
  private static final int BATCH_ROWS = 256;
  private static final int POOL_ROWS = 4_095;
  private static final long WARM_MEMORY_BYTES = 256 << 20;
  private static final long SAMPLING_NANOS = 4_000_000_000L;

  private final int rows;
  private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_ROWS * ROW_BYTES);
  private final ByteBuffer pool = ByteBuffer.allocateDirect(POOL_ROWS * ROW_BYTES);

  private ReplayBenchmark(int rows) {
    this.rows = rows;
    SplittableRandom random = new SplittableRandom(1);
    while (pool.hasRemaining()) {
      pool.putFloat((float) random.nextDouble());
    }
  }

  public static void main(String[] arguments) throws Exception {
    int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
    ReplayBenchmark benchmark = new ReplayBenchmark(rows);
    System.out.printf("gather floor: %s M rows/s%n", benchmark.gatherRate());
    Path root = Files.createDirectories(Path.of(arguments[0]));
    for (double hot : new double[] {1.1, 0.1, 0}) {
      for (Retention retention : Retention.values()) {
        benchmark.measure(root.resolve(retention + "-" + hot), hot, retention);
      }
    }
  }

  /** The floor: random rows of one direct buffer into the batch. */
  private Rate gatherRate() {
    ByteBuffer all = ByteBuffer.allocateDirect(rows * ROW_BYTES);
    SplitMix64 random = new SplitMix64(2);
    Rate rate = new Rate(0, 0);
    for (int round = 0; round < 3; round++) {
      Clock start = Clock.now();
      int draws = 5_000_000;
      for (int i = 0; i < draws; i++) {
        int number = (int) random.nextLong(rows);
        batch.put(i % BATCH_ROWS * ROW_BYTES, all, number * ROW_BYTES, ROW_BYTES);
      }
      rate = start.rate(draws);
    }
    return rate;
  }

  private void measure(Path directory, double hot, Retention retention) {
    long hotBytes = (long) (hot * rows * ROW_BYTES);
    ReplayConfig config =
        new ReplayConfig(ROW_BYTES, GROUPS, rows, hotBytes, retention, 7, WARM_MEMORY_BYTES);
    try (ReplayTable table =
        ReplayTable.open(config, new GroupRange(0, GROUPS - 1), directory.resolve("table"))) {
      Rate fill = offerRate(table, 0, rows);
      Rate turnover = offerRate(table, rows, 2 * rows);
      long start = System.nanoTime();
      table.snapshotTo(directory.resolve("snapshot"));
      double snapshotMillis = (System.nanoTime() - start) / 1e6;
      sampleRate(table);
      Rate samples = sampleRate(table);
      ReplayStats stats = table.stats();
      System.out.printf(
          "%s hot %.0f %%: fill %s, turnover %s M offers/s; sample %s M rows/s; snapshot %.0f ms; %d MB%n",
          retention,
          100.0 * stats.hotRows() / stats.size(),
          fill,
          turnover,
          samples,
          snapshotMillis,
          stats.warmDiskBytes() >> 20);
    }
  }

  private Rate offerRate(ReplayTable table, int from, int to) {
    Clock start = Clock.now();
    for (int number = from; number < to; number++) {
      int place = number % POOL_ROWS * ROW_BYTES;
      pool.limit(place + ROW_BYTES).position(place);
      table.offer(number % GROUPS, pool);
    }
    return start.rate(to - from);
  }

  private Rate sampleRate(ReplayTable table) {
    Clock start = Clock.now();
    long drawn = 0;
    while (System.nanoTime() - start.wallNanos() < SAMPLING_NANOS) {
      drawn += table.sample(BATCH_ROWS, batch).rows();
    }
    return start.rate(drawn);
  }

  private record Clock(long wallNanos, long cpuNanos) {
    static Clock now() {
      return new Clock(
          System.nanoTime(), ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    Rate rate(long count) {
      Clock end = now();
      return new Rate(
          count * 1e3 / (end.wallNanos - wallNanos), count * 1e3 / (end.cpuNanos - cpuNanos));
    }
  }

  private record Rate(double millionsPerSecond, double millionsPerCpuSecond) {
    @Override
    public String toString() {
      return "%.3f (%.3f)".formatted(millionsPerSecond, millionsPerCpuSecond);
    }
  }
}
