package io.thalweg.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import io.thalweg.bench.replay.TableUnderTest.Drawing;
import io.thalweg.bench.replay.TableUnderTest.Setup;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole bench, small, over a table that is only an array. */
@Timeout(60)
final class ReplayRowsIT {
  private static final Effort SHORT = new Effort(3, 20, Duration.ofMillis(20));
  private static final long ROWS = 5_000;

  private final List<Setup> setups = new ArrayList<>();
  private final List<ArrayTable> tables = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  @TempDir private Path directory;

  @Test
  void yieldsTheRowsOfTheContract() throws Exception {
    assertThat(measure(ROWS))
        .extracting(Row::name)
        .containsExactly(
            "hot-uniform-vs-gather",
            "prioritized-cycle-us",
            "larger-than-memory-vs-gets",
            "next-batch-p99-us",
            "insert-rows-per-s",
            "allocated-bytes-per-sample");
    assertThat(said).anyMatch(line -> line.matches("device reads: ours .*, the reference's .*"));
    assertThat(setups)
        .extracting(Setup::drawing)
        .containsExactly(Drawing.UNIFORM, Drawing.PRIORITIZED, Drawing.UNIFORM);
    assertThat(tables).allMatch(ArrayTable::closed);
    assertThat(tables.get(1).updates()).isPositive();
    assertEmpty();
  }

  @Test
  void memoryIsATenthOfTheRowsButHalfAGigabyteAtMost() {
    assertThat(LargerThanMemory.memoryBytes(2_000_000)).isEqualTo(100_000_000);
    assertThat(LargerThanMemory.memoryBytes(100_000_000)).isEqualTo(512 << 20);
    assertThat(LargerThanMemory.memoryBytes(1)).isEqualTo(32 << 20);
  }

  @Test
  void aTableThatDeliversOtherRowsIsNotMeasured() throws Exception {
    TableUnderTest.Factory forgetful =
        (setup, path) ->
            new Delegating(new ArrayTable(setup.rows())) {
              @Override
              public void offer(long number, ByteBuffer row) {
                super.offer(number, ByteBuffer.allocate(row.remaining()).putLong(0, number));
              }
            };
    assertThatThrownBy(() -> new ReplayRows(forgetful, SHORT).measure(context(ROWS)))
        .hasMessageContaining("a drawn row is none that was offered: place=0");
    assertEmpty();
  }

  @Test
  void moreRowsThanTheDiskHoldsAreRefused() {
    assertThatThrownBy(() -> measure(Long.MAX_VALUE / 10_000))
        .hasMessageContaining("GB free in " + directory)
        .hasMessageEndingWith("or give --rows a smaller number than 922337203685477");
  }

  private List<Row> measure(long rows) throws Exception {
    return new ReplayRows(this::open, SHORT).measure(context(rows));
  }

  private Context context(long rows) {
    return new Context(OptionalLong.of(rows), directory, said::add);
  }

  private TableUnderTest open(Setup setup, Path path) {
    setups.add(setup);
    ArrayTable table = new ArrayTable(setup.rows());
    tables.add(table);
    return table;
  }

  private void assertEmpty() throws Exception {
    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }
}
