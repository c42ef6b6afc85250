package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.checkpoint.Known;
import io.thalweg.replay.checkpoint.SnapshotManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Tables of a fixed shape, and a fixed stream of rows for them. */
final class Tables {
  static final int ROW_BYTES = 1_000;
  static final int COLUMN_BYTES = 12;
  static final int GROUPS = 12;
  static final GroupRange ALL = new GroupRange(0, GROUPS - 1);
  static final int CAPACITY = 2_400;
  static final List<Selection> SELECTIONS =
      List.of(
          Selection.UNIFORM,
          new Selection.Prioritized(0.6, 0.01),
          new Selection.RecencyWeighted(Duration.ofSeconds(100)));

  /** Where the rows of a table of {@link #CAPACITY} rows are. */
  enum Mode {
    ALL_HOT,
    POOL,
    COLD
  }

  private Tables() {}

  static ReplayConfig config(Retention retention, Selection selection, Mode mode) {
    ReplayConfig config =
        ReplayConfig.of(ROW_BYTES, GROUPS, CAPACITY)
            .withColumns(COLUMN_BYTES)
            .withRetention(retention)
            .withSelection(selection)
            .withSeed(77)
            .withTiers(TierSizes.of(mode == Mode.ALL_HOT ? 4 << 20 : 600_000, 1 << 20));
    return mode == Mode.COLD ? withCold(config, 4 << 20) : config;
  }

  /** With as little warm disk as goes. */
  static ReplayConfig withCold(ReplayConfig config, long coldBytes) {
    ReplayConfig cold = config.withTiers(config.tiers().withDisk(0, coldBytes));
    return cold.withTiers(cold.tiers().withDisk(cold.leastWarmDiskBytes(ALL), coldBytes));
  }

  static long key(int number) {
    return number * 0x9e3779b97f4a7c15L + 1;
  }

  /** Uneven: low groups get more rows. */
  static int group(int number) {
    return GROUPS - 1 - (int) Math.sqrt(new SplittableRandom(number).nextInt(GROUPS * GROUPS));
  }

  static RowMeta meta(int number) {
    return new RowMeta(key(number), 1 + number % 97, 1_000_000L + number * 50L, number % 7, 1);
  }

  static ByteBuffer row(int number, int columns) {
    ByteBuffer row = ByteBuffer.allocate(ROW_BYTES + COLUMN_BYTES);
    row.put(0, TestRows.row(number, ROW_BYTES), 0, ROW_BYTES);
    return row.put(ROW_BYTES, columns(columns), 0, COLUMN_BYTES);
  }

  static ByteBuffer columns(int columns) {
    return ByteBuffer.allocate(COLUMN_BYTES).putInt(0, columns).putInt(8, ~columns);
  }

  static Offer offer(ReplayTable table, int number) {
    return table.offer(group(number), meta(number), row(number, number));
  }

  /** Rows {@code from} to {@code to} of the stream, those of owned groups. */
  static void offerAll(ReplayTable table, GroupRange owned, int from, int to) {
    for (int number = from; number < to; number++) {
      if (owned.contains(group(number))) {
        offer(table, number);
      }
    }
  }

  /** Rewrites and deletes rows of the stream, the same ones every time. */
  static void change(ReplayTable table, int from, int to) {
    for (int number = from; number < to; number += 3) {
      if (number % 5 == 0) {
        table.delete(key(number));
      } else {
        table.rewrite(key(number), number % 5, columns(-number));
      }
    }
  }

  /** Number and columns of every row by key; every byte is checked. */
  static Map<Long, List<Integer>> contents(ReplayTable table) {
    Map<Long, List<Integer>> rows = new HashMap<>();
    table.forEachRow(
        (group, slot, key, row) -> {
          int number = (int) TestRows.checkedId(row, 0, ROW_BYTES);
          assertThat(key).isEqualTo(key(number));
          assertThat(group).isEqualTo(group(number));
          assertThat(rows.put(key, List.of(number, row.getInt(ROW_BYTES)))).isNull();
        });
    assertThat(table.size()).isEqualTo(rows.size());
    return rows;
  }

  /** What a draw says of its rows, every byte of which is checked. */
  static List<List<Object>> draw(ReplayTable table, ReplayConfig config, int batches) {
    List<List<Object>> drawn = new ArrayList<>();
    try (ReplayBatch batch = ReplayBatch.allocate(config, 64)) {
      float[] losses = new float[64];
      for (int b = 0; b < batches; b++) {
        int rows = table.sample(64, batch);
        for (int i = 0; i < rows; i++) {
          int number = (int) TestRows.checkedId(batch.rows(), i * ROW_BYTES, ROW_BYTES);
          assertThat(batch.key(i)).isEqualTo(key(number));
          int columns = Integer.reverseBytes(batch.columns().getInt(i * COLUMN_BYTES));
          assertThat(columns).isIn(number, -number);
          drawn.add(List.of(number, columns, batch.probability(i)));
          losses[i] = number % 11;
        }
        table.updatePriorities(batch, losses);
      }
    }
    return drawn;
  }

  static SnapshotSource snapshot(ReplayTable table, GroupRange owned, Path target) {
    table.snapshotTo(target);
    SnapshotManifest.write(target, new Known(ReplayTable::isImmutable));
    return new SnapshotSource(target, owned);
  }

  static List<GroupRange> split(int instances) {
    List<GroupRange> ranges = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      ranges.add(new GroupRange(i * GROUPS / instances, (i + 1) * GROUPS / instances - 1));
    }
    return ranges;
  }

  /** Lengths of a directory's files by name; a file that goes meanwhile counts as nothing. */
  static Map<String, Long> files(Path directory) {
    Map<String, Long> sizes = new HashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      files
          .filter(Files::isRegularFile)
          .forEach(f -> sizes.put(f.getFileName().toString(), f.toFile().length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sizes;
  }

  static void deleteAll(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
