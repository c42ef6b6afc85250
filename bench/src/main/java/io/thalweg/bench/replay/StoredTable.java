package io.thalweg.bench.replay;

import static io.thalweg.bench.replay.floor.Rows.BATCH_ROWS;
import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import io.thalweg.replay.GroupRange;
import io.thalweg.replay.Offer;
import io.thalweg.replay.ReplayBatch;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.RowMeta;
import io.thalweg.replay.Selection;
import io.thalweg.replay.TierSizes;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The replay store's table, read past the page cache. Confined to one thread. */
final class StoredTable implements TableUnderTest {
  private static final int GROUPS = 128;

  private final ReplayTable table;
  private final ReplayBatch batch;

  private StoredTable(ReplayConfig config, Path directory) {
    this.table = ReplayTable.open(config, new GroupRange(0, GROUPS - 1), directory);
    this.batch = ReplayBatch.allocate(config, BATCH_ROWS);
  }

  static StoredTable open(Setup setup, Path directory) {
    Selection selection =
        switch (setup.drawing()) {
          case UNIFORM -> Selection.UNIFORM;
          case PRIORITIZED ->
              new Selection.Prioritized(PrioritizedCycle.ALPHA, PrioritizedCycle.EPSILON);
        };
    // Where all rows are to be in memory: a group's capacity is rounded up, and each row has a key.
    boolean all = setup.hotBytes() >= setup.rows() * ROW_BYTES;
    long slots = (setup.rows() / GROUPS + 1) * GROUPS;
    long hotBytes = all ? slots * (ROW_BYTES + Long.BYTES) : setup.hotBytes();
    TierSizes tiers =
        TierSizes.of(hotBytes, setup.warmMemoryBytes()).withReads(TierSizes.ReadMode.DIRECT);
    return new StoredTable(
        ReplayConfig.of(ROW_BYTES, GROUPS, setup.rows()).withSelection(selection).withTiers(tiers),
        directory);
  }

  @Override
  public void offer(long number, ByteBuffer row) {
    Offer outcome = table.offer((int) (number % GROUPS), RowMeta.of(number), row);
    if (outcome != Offer.STORED) {
      throw new IllegalStateException(
          "a table with room did not store a row: row=%d, outcome=%s".formatted(number, outcome));
    }
  }

  @Override
  public int sample() {
    return table.sample(BATCH_ROWS, batch);
  }

  @Override
  public void update(float[] priorities) {
    table.updatePriorities(batch, priorities);
  }

  @Override
  public ByteBuffer batch() {
    return batch.rows();
  }

  @Override
  public void close() {
    batch.close();
    table.close();
  }
}
