package io.thalweg.bench.replay.floor;

import static io.thalweg.bench.replay.floor.Rows.BATCH_ROWS;
import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each floor does the job that it is timed for. */
@Timeout(30)
final class FloorsIT {
  private static final int ROWS = 6_000;

  @TempDir private Path directory;

  @Test
  void theGatherCopiesWholeRows() throws Exception {
    MappedSlots slots = MappedSlots.create(directory.resolve("slots"), ROWS);
    assertThat(slots.microsPerBatch(10)).isPositive();
    assertThat(trueRows(slots.batch())).hasSizeGreaterThan(BATCH_ROWS / 2);
  }

  @Test
  void thePlainCycleDrawsByPriority() {
    PlainPrioritizedRows rows = new PlainPrioritizedRows(ROWS, 0.6, 1e-6);
    float[] zeros = new float[BATCH_ROWS];
    assertThat(rows.microsPerCycle(1, new float[][] {zeros})).isPositive();
    Set<Long> put = trueRows(rows.batch());
    rows.sample();
    // A weight of 1e-6^0.6 against 1: of 256 draws, 0.003 are expected among them.
    assertThat(trueRows(rows.batch())).hasSizeGreaterThan(200).doesNotContainAnyElementsOf(put);
  }

  @Test
  void theGetsReadWholeRowsFromTheDevice() throws Exception {
    try (RocksDbGets gets = RocksDbGets.load(directory.resolve("gets"), ROWS, 64 << 20)) {
      assertThat(gets.rowsPerSecond(Duration.ofMillis(50))).isPositive();
      assertThat(trueRows(gets.batch())).hasSizeGreaterThan(BATCH_ROWS / 2);
    }
    assertThat(directory.resolve("gets-loading")).doesNotExist();
    try (var files = Files.walk(directory.resolve("gets"))) {
      long bytes = files.mapToLong(file -> file.toFile().length()).sum();
      assertThat(bytes).isBetween((long) ROWS * ROW_BYTES, ROWS * ROW_BYTES * 12L / 10);
    }
  }

  /** The numbers of the rows in a batch, each compared with what was stored. */
  private static Set<Long> trueRows(ByteBuffer batch) {
    Rows source = new Rows(1);
    Set<Long> numbers = new HashSet<>();
    for (int i = 0; i < BATCH_ROWS; i++) {
      long number = Rows.number(batch, i * ROW_BYTES);
      assertThat(number).isBetween(0L, ROWS - 1L);
      assertThat(batch.slice(i * ROW_BYTES, ROW_BYTES)).isEqualTo(source.row(number));
      numbers.add(number);
    }
    return numbers;
  }
}
