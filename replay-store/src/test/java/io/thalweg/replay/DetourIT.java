package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a snapshot of an earlier configuration must not leave behind. */
class DetourIT {
  private static final Selection PRIORITIZED = new Selection.Prioritized(1, 0.01);
  private static final int ROWS = 200;

  @TempDir Path temp;

  private static ReplayConfig config(Selection selection, long hotBytes) {
    return ReplayConfig.of(8, 1, ROWS)
        .withRetention(Retention.WINDOW)
        .withSelection(selection)
        .withTiers(TierSizes.of(hotBytes, 1 << 20));
  }

  private static ReplayConfig config(Selection selection) {
    return config(selection, 1 << 20);
  }

  private static void offer(ReplayTable table, int from, int to) {
    for (int key = from; key < to; key++) {
      table.offer(0, RowMeta.of(key), TestRows.row(key, 8));
    }
  }

  private ReplayTable restored(ReplayConfig config, String name, SnapshotSource source) {
    return ReplayTable.restore(
        config, new GroupRange(0, 0), temp.resolve("table-" + name), List.of(source));
  }

  private SnapshotSource snapshot(ReplayTable table, String name) {
    return Tables.snapshot(table, new GroupRange(0, 0), temp.resolve("snapshot-" + name));
  }

  @Test
  void prioritiesFromBeforeADetourOfUniformDrawsAreForgotten() {
    ReplayConfig prioritized = config(PRIORITIZED);
    SnapshotSource source;
    try (ReplayTable table =
            ReplayTable.open(prioritized, new GroupRange(0, 0), temp.resolve("table"));
        ReplayBatch batch = ReplayBatch.allocate(prioritized, 100)) {
      offer(table, 0, ROWS);
      table.sample(100, batch);
      float[] priorities = new float[100];
      for (int i = 0; i < 100; i++) {
        priorities[i] = i;
      }
      table.updatePriorities(batch, priorities);
      source = snapshot(table, "prioritized");
    }
    try (ReplayTable table = restored(config(Selection.UNIFORM), "uniform", source)) {
      offer(table, ROWS, 2 * ROWS);
      source = snapshot(table, "uniform");
    }
    try (ReplayTable table = restored(prioritized, "again", source);
        ReplayBatch batch = ReplayBatch.allocate(prioritized, 100)) {
      assertThat(table.sample(100, batch)).isEqualTo(100);
      for (int i = 0; i < 100; i++) {
        assertThat(batch.probability(i)).isEqualTo(1.0 / ROWS);
      }
    }
  }

  @Test
  void aDrawnRowOfKeyZeroThatIsErasedIsPassedOver() {
    ReplayConfig config = config(PRIORITIZED);
    try (ReplayTable table = ReplayTable.open(config, new GroupRange(0, 0), temp.resolve("table"));
        ReplayBatch batch = ReplayBatch.allocate(config, 1)) {
      table.offer(0, new RowMeta(0, 7, 0, 0, 0), TestRows.row(0, 8));
      assertThat(table.sample(1, batch)).isEqualTo(1);
      assertThat(table.eraseSubjects(7)).isEqualTo(1);
      table.updatePriorities(batch, new float[] {3});
      assertThat(table.size()).isZero();
    }
  }

  @Test
  void misuseIsRefusedInOneLine() {
    ReplayConfig config = config(Selection.UNIFORM);
    try (ReplayTable table =
        ReplayTable.open(config, new GroupRange(0, 0), temp.resolve("table"))) {
      offer(table, 0, 10);
      assertThatThrownBy(() -> table.eraseSubjects(0)).hasMessageContaining("stands for nobody");
      ReplayBatch closed = ReplayBatch.allocate(config, 4);
      closed.close();
      assertThatThrownBy(() -> table.sample(4, closed)).hasMessageContaining("capacity=0");
      try (ReplayBatch other = ReplayBatch.allocate(ReplayConfig.of(16, 1, 10), 4)) {
        assertThatThrownBy(() -> table.sample(4, other))
            .hasMessageContaining("rowBytes=16")
            .hasMessageContaining("expected 8 and 0");
      }
      assertThat(table.size()).isEqualTo(10);
    }
  }

  @Test
  void deletionsOfStagedRowsLeaveNoEndlessRecords() {
    ReplayConfig config = config(Selection.UNIFORM);
    try (ReplayTable table =
        ReplayTable.open(config, new GroupRange(0, 0), temp.resolve("table"))) {
      for (int round = 0; round < 400_000; round++) {
        table.offer(0, RowMeta.of(round), TestRows.row(round, 8));
        table.delete(round);
      }
      table.snapshotTo(temp.resolve("snapshot"));
      assertThat(table.stats().warmDiskBytes()).isLessThan(2 << 20);
    }
  }
}
