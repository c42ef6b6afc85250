package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.replay.checkpoint.Known;
import io.thalweg.replay.checkpoint.SnapshotManifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A snapshot of a table that was drawn from in one way goes on as one that is drawn in another. */
class SelectionChangeIT {
  private static final int ROW_BYTES = 512;
  private static final int GROUPS = 4;
  private static final int ROWS = 2_000;
  private static final GroupRange ALL = new GroupRange(0, GROUPS - 1);
  private static final long HALF_LIFE_MILLIS = 600_000;
  private static final List<Selection> SELECTIONS =
      List.of(
          Selection.UNIFORM,
          new Selection.Prioritized(0.6, 0.01),
          new Selection.RecencyWeighted(Duration.ofMillis(HALF_LIFE_MILLIS)));

  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  static List<Arguments> changes() {
    List<Arguments> changes = new ArrayList<>();
    for (Retention retention : new Retention[] {Retention.RESERVOIR, Retention.LOSS_AWARE}) {
      for (Selection before : SELECTIONS) {
        for (Selection after : SELECTIONS) {
          for (int hotRows : new int[] {1_100, ROWS}) {
            if (!before.equals(after)) {
              changes.add(Arguments.of(retention, before, after, hotRows));
            }
          }
        }
      }
    }
    return changes;
  }

  @ParameterizedTest
  @MethodSource("changes")
  void everyRowIsThereAndDrawnAsTheNewSelectionSays(
      Retention retention, Selection before, Selection after, int hotRows) {
    ReplayConfig config =
        ReplayConfig.of(ROW_BYTES, GROUPS, ROWS)
            .withRetention(retention)
            .withTiers(TierSizes.of((long) hotRows * ROW_BYTES, 2 << 20));
    Path snapshot = temp.resolve("snapshot");
    try (ReplayTable table =
        ReplayTable.open(config.withSelection(before), ALL, temp.resolve("before"))) {
      fillAndDraw(table, config);
      table.snapshotTo(snapshot);
      SnapshotManifest.write(snapshot, new Known(ReplayTable::isImmutable));
    }
    GroupRange upper = new GroupRange(2, 3);
    SnapshotSource source = new SnapshotSource(snapshot, ALL);
    ReplayConfig changed = config.withSelection(after);
    try (ReplayTable linked =
            ReplayTable.restore(changed, ALL, temp.resolve("linked"), List.of(source));
        ReplayTable copied =
            ReplayTable.restore(changed, upper, temp.resolve("copied"), List.of(source))) {
      assertDrawn(linked, changed, 0);
      assertDrawn(copied, changed, 2);
    }
  }

  private static long timeMillis(long key) {
    return 1_700_000_000_000L + key * 1_000;
  }

  /** Keys 0 to 1999, five hundred to a group, and priorities that differ by far. */
  private static void fillAndDraw(ReplayTable table, ReplayConfig config) {
    for (int key = 0; key < ROWS; key++) {
      RowMeta meta = new RowMeta(key, 0, timeMillis(key), 0, 0);
      table.offer(key / (ROWS / GROUPS), meta, TestRows.row(key, ROW_BYTES));
    }
    try (ReplayBatch batch = ReplayBatch.allocate(config, 256)) {
      float[] priorities = new float[256];
      for (int step = 0; step < 20; step++) {
        table.sample(256, batch);
        for (int i = 0; i < 256; i++) {
          priorities[i] = batch.key(i) % 7 == 0 ? 1_000 : 0.001f;
        }
        table.updatePriorities(batch, priorities);
      }
    }
  }

  private static void assertDrawn(ReplayTable table, ReplayConfig config, int firstGroup) {
    int first = firstGroup * (ROWS / GROUPS);
    assertThat(table.size()).isEqualTo(ROWS - first);
    double total = 0;
    for (int key = first; key < ROWS; key++) {
      total += weight(config.selection(), key);
    }
    try (ReplayBatch batch = ReplayBatch.allocate(config, 256)) {
      for (int step = 0; step < 20; step++) {
        assertThat(table.sample(256, batch)).isEqualTo(256);
        for (int i = 0; i < 256; i++) {
          long key = TestRows.checkedId(batch.rows(), i * ROW_BYTES, ROW_BYTES);
          assertThat(batch.key(i)).isEqualTo(key).isBetween((long) first, ROWS - 1L);
          assertThat(batch.probability(i))
              .isCloseTo(weight(config.selection(), key) / total, within(1e-9));
        }
      }
    }
  }

  /** No priority is known to the new selection, so all are the same. */
  private static double weight(Selection selection, long key) {
    return selection instanceof Selection.RecencyWeighted
        ? Math.pow(2, (timeMillis(key) - timeMillis(0)) / (double) HALF_LIFE_MILLIS)
        : 1;
  }
}
