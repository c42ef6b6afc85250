package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts of a table. {@link #stats} is for any thread; the rest is the table thread's. */
final class TableStatistics {
  private static final long[] AGES_SECONDS = {1, 10, 60, 600, 3_600, 86_400, 7 * 86_400};

  private final TableCore core;
  private final SingleWriterCount size = new SingleWriterCount(0);
  private final SingleWriterCount hot = new SingleWriterCount(0);
  private final SingleWriterCount offered = new SingleWriterCount(0);
  private final SingleWriterCount drawn = new SingleWriterCount(0);
  private final SingleWriterCount blockReads = new SingleWriterCount(0);

  TableStatistics(TableCore core) {
    this.core = core;
    publish();
    offered.set(core.groups.offered());
  }

  void publish() {
    size.set(core.store.size());
    hot.set(core.store.hotRows());
    offered.set(core.offered());
    blockReads.set(core.store.framesExchanged());
  }

  void drawn(int rows) {
    drawn.set(drawn.value() + rows);
    blockReads.set(core.store.framesExchanged());
  }

  ReplayStats stats() {
    long rows = size.value();
    long inMemory = Math.min(rows, hot.value());
    return new ReplayStats(
        rows,
        inMemory,
        rows - inMemory,
        offered.value(),
        drawn.value(),
        blockReads.value(),
        core.tiers.warm.diskBytes(),
        core.tiers.coldDiskBytes());
  }

  Composition composition(long nowMillis) {
    int staged = core.store.staging.count();
    int cold = coldRows();
    return new Composition(
        core.store.census.byClass(),
        core.store.census.bySource(),
        ages(nowMillis),
        core.store.hotRows(),
        staged,
        core.store.size() - staged - cold,
        cold);
  }

  private int coldRows() {
    BlockTable blocks = core.store.blocks;
    int rows = 0;
    for (int rank = 0; rank < blocks.used(); rank++) {
      int block = blocks.inOrder(rank);
      rows += blocks.place(block) == BlockTable.WARM ? 0 : blocks.live(block);
    }
    return rows;
  }

  private SortedMap<Long, Integer> ages(long nowMillis) {
    int[] counts = new int[AGES_SECONDS.length + 1];
    long now = Math.floorDiv(nowMillis, 1_000L);
    for (int slot = 0; slot < core.store.slots.slots(); slot++) {
      if (core.store.slots.isTaken(slot)) {
        counts[span(now - core.store.slots.seconds(slot))]++;
      }
    }
    SortedMap<Long, Integer> ages = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      ages.put(i < AGES_SECONDS.length ? AGES_SECONDS[i] : Long.MAX_VALUE, counts[i]);
    }
    return ages;
  }

  private static int span(long ageSeconds) {
    int span = 0;
    while (span < AGES_SECONDS.length && ageSeconds >= AGES_SECONDS[span]) {
      span++;
    }
    return span;
  }
}
