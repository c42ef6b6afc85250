package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.checkpoint.Known;
import io.thalweg.replay.checkpoint.SnapshotManifest;
import io.thalweg.replay.tier.rocksdb.NativeHandles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random calls on a table that is larger than its hot tier, and on a map. The map takes what the
 * table says it has stored; every byte that the table gives back must be the map's.
 */
class TableModelIT {
  private static final int ROW_BYTES = 512;
  private static final int COLUMN_BYTES = 12;
  private static final int GROUPS = 8;
  private static final GroupRange ALL = new GroupRange(0, GROUPS - 1);
  private static final int STEPS = 4_000;

  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  @AfterEach
  void everyNativeHandleIsClosed() {
    assertThat(NativeHandles.open()).isZero();
  }

  static List<Arguments> tables() {
    List<Arguments> tables = new ArrayList<>();
    long seed = 1;
    for (Retention retention : Retention.values()) {
      for (Selection selection :
          List.of(
              Selection.UNIFORM,
              new Selection.Prioritized(0.6, 0.01),
              new Selection.RecencyWeighted(Duration.ofSeconds(100)))) {
        for (boolean cold : new boolean[] {false, true}) {
          tables.add(Arguments.of(retention, selection, cold, seed++));
        }
      }
    }
    return tables;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void holdsWhatAMapHolds(Retention retention, Selection selection, boolean cold, long seed) {
    ReplayConfig config =
        ReplayConfig.of(ROW_BYTES, GROUPS, 3_000)
            .withColumns(COLUMN_BYTES)
            .withRetention(retention)
            .withSelection(selection)
            .withSeed(seed)
            .withTiers(TierSizes.of(1_100 * ROW_BYTES, 1 << 20).withDisk(0, cold ? 2 << 20 : 0));
    if (cold) {
      long least = config.leastWarmDiskBytes(ALL);
      config = config.withTiers(config.tiers().withDisk(least, config.tiers().coldDiskBytes()));
    }
    Model model = new Model(config, temp, seed);
    model.run(STEPS);
  }

  /** The map beside the table. */
  private static final class Model {
    private final ReplayConfig config;
    private final Path temp;
    private final SplittableRandom random;
    private final Map<Long, Row> rows = new HashMap<>();
    private final ReplayBatch batch;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(ROW_BYTES + COLUMN_BYTES);
    private final Known known = new Known(ReplayTable::isImmutable);
    private ReplayTable table;
    private long clock = 1_000_000;
    private int snapshots;

    private record Row(int group, RowMeta meta, int columns) {}

    Model(ReplayConfig config, Path temp, long seed) {
      this.config = config;
      this.temp = temp;
      this.random = new SplittableRandom(seed);
      this.batch = ReplayBatch.allocate(config, 64);
      this.table = ReplayTable.open(config, ALL, temp.resolve("table"));
    }

    void run(int steps) {
      try {
        for (int step = 0; step < steps; step++) {
          step();
        }
        checkAll();
      } finally {
        table.close();
        batch.close();
      }
    }

    private void step() {
      int dice = random.nextInt(10_000);
      if (dice < 8_000) {
        offer();
      } else if (dice < 8_900) {
        sample();
      } else if (dice < 9_300) {
        rewrite();
      } else if (dice < 9_600) {
        delete();
      } else if (dice < 9_970) {
        read();
      } else if (dice < 9_980) {
        erase();
      } else if (dice < 9_985) {
        expire();
      } else if (dice < 9_990) {
        checkAll();
      } else {
        snapshot();
      }
    }

    private void offer() {
      clock += random.nextInt(200);
      boolean again = random.nextInt(50) == 0;
      long key = again ? anyKey() : random.nextLong();
      int group = rows.containsKey(key) ? rows.get(key).group : random.nextInt(GROUPS);
      long subject = random.nextInt(4) == 0 ? 1 + random.nextInt(300) : 0;
      RowMeta meta =
          new RowMeta(
              key, subject, clock, random.nextInt(random.nextInt(10) + 1), random.nextInt(3));
      int columns = random.nextInt();
      boolean known = rows.containsKey(key);
      Offer outcome = table.offer(group, meta, row(meta, columns));
      if (outcome != Offer.SKIPPED) {
        rows.put(key, new Row(group, meta, columns));
        if (outcome == Offer.REPLACED && !known) {
          forgetReplaced(group);
        }
      }
      assertThat(table.size()).isEqualTo(rows.size());
    }

    /** The table doesn't say which row gave way: it is the one that it doesn't know any more. */
    private void forgetReplaced(int group) {
      List<Long> gone = new ArrayList<>();
      rows.forEach(
          (key, row) -> {
            if (row.group == group && !table.contains(key)) {
              gone.add(key);
            }
          });
      assertThat(gone).hasSize(1);
      rows.remove(gone.get(0));
    }

    private void sample() {
      int drawn = table.sample(64, batch);
      assertThat(drawn).isEqualTo(rows.isEmpty() ? 0 : 64);
      float[] losses = new float[64];
      for (int i = 0; i < drawn; i++) {
        check(batch.key(i), batch.rows(), i * ROW_BYTES, batch.columns(), i * COLUMN_BYTES);
        assertThat(batch.probability(i)).isBetween(0.0, 1.0);
        losses[i] = random.nextInt(100) / 10f;
      }
      if (drawn > 0) {
        table.updatePriorities(batch, losses);
      }
    }

    private void rewrite() {
      long key = anyKey();
      int columns = random.nextInt();
      int label = random.nextInt(10);
      boolean there = table.rewrite(key, label, columns(columns));
      Row row = rows.get(key);
      assertThat(there).isEqualTo(row != null);
      if (row != null) {
        RowMeta m = row.meta;
        RowMeta meta = new RowMeta(m.key(), m.subject(), m.timeMillis(), label, m.source());
        rows.put(key, new Row(row.group, meta, columns));
      }
    }

    private void delete() {
      long key = anyKey();
      assertThat(table.delete(key)).isEqualTo(rows.remove(key) != null);
      assertThat(table.read(key, buffer.clear())).isFalse();
    }

    private void read() {
      long key = anyKey();
      assertThat(table.read(key, buffer.clear())).isEqualTo(rows.containsKey(key));
      if (rows.containsKey(key)) {
        check(key, buffer, 0, buffer, ROW_BYTES);
      }
    }

    private void erase() {
      long subject = 1L + random.nextInt(300);
      int before = rows.size();
      rows.values().removeIf(row -> row.meta.subject() == subject);
      assertThat(table.eraseSubjects(subject)).isEqualTo(before - rows.size());
    }

    private void expire() {
      long limit = clock - 100_000 - random.nextInt(900_000);
      int before = rows.size();
      rows.values().removeIf(row -> row.meta.timeMillis() / 1_000 < limit / 1_000);
      assertThat(table.expireBefore(limit)).isEqualTo(before - rows.size());
    }

    private void checkAll() {
      Map<Long, Integer> seen = new HashMap<>();
      table.forEachRow(
          (group, slot, key, row) -> {
            assertThat(rows.get(key).group).isEqualTo(group);
            check(key, row, 0, row, ROW_BYTES);
            seen.merge(key, 1, Integer::sum);
          });
      assertThat(seen.keySet()).isEqualTo(rows.keySet());
      assertThat(seen.values()).allMatch(times -> times == 1);
      checkComposition();
    }

    private void checkComposition() {
      Composition composition = table.composition(clock);
      Map<Integer, Integer> classes = new HashMap<>();
      rows.values().forEach(row -> classes.merge(row.meta.classLabel(), 1, Integer::sum));
      assertThat(composition.byClass()).isEqualTo(classes);
      assertThat(composition.staged() + composition.warm() + composition.cold())
          .isEqualTo(rows.size());
    }

    /** Takes a snapshot; then goes on with the table that is restored from it, half of the time. */
    private void snapshot() {
      Path target = temp.resolve("snapshot-" + snapshots++);
      table.snapshotTo(target);
      SnapshotManifest.write(target, known);
      if (random.nextBoolean()) {
        table.close();
        table =
            ReplayTable.restore(
                config,
                ALL,
                temp.resolve("table-" + snapshots),
                List.of(new SnapshotSource(target, ALL)));
        assertThat(table.size()).isEqualTo(rows.size());
        checkAll();
      }
    }

    private long anyKey() {
      if (rows.isEmpty() || random.nextInt(20) == 0) {
        return random.nextLong();
      }
      table.sample(1, batch);
      return batch.key(0);
    }

    private void check(long key, ByteBuffer row, int at, ByteBuffer columns, int columnsAt) {
      Row expected = rows.get(key);
      assertThat(expected).as("key %x", key).isNotNull();
      ByteBuffer all = row(expected.meta, expected.columns);
      assertThat(row.slice(at, ROW_BYTES).mismatch(all.slice(0, ROW_BYTES))).isEqualTo(-1);
      assertThat(
              columns.slice(columnsAt, COLUMN_BYTES).mismatch(all.slice(ROW_BYTES, COLUMN_BYTES)))
          .as("columns of %x", key)
          .isEqualTo(-1);
    }

    /** Bytes that follow from key and time, and columns. */
    private static ByteBuffer row(RowMeta meta, int columns) {
      ByteBuffer row = ByteBuffer.allocate(ROW_BYTES + COLUMN_BYTES);
      for (int i = 0; i < ROW_BYTES; i += Long.BYTES) {
        row.putLong(i, (meta.key() + i) * 31 + meta.timeMillis());
      }
      return row.put(ROW_BYTES, columns(columns), 0, COLUMN_BYTES);
    }

    private static ByteBuffer columns(int columns) {
      return ByteBuffer.allocate(COLUMN_BYTES).putInt(0, columns).putInt(8, ~columns);
    }
  }
}
