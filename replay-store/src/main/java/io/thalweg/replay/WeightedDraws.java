package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.select.Weights;
import io.thalweg.replay.tier.BlockReaders;
import java.nio.ByteBuffer;

/**
 * Rows in proportion to their weights. Confined to the table's thread.
 *
 * <p>What isn't hot is read while the batch is drawn, several blocks at a time, and takes the frame
 * of a random hot row: rows that are drawn often come to be hot. Which rows are hot never changes
 * what is drawn.
 */
final class WeightedDraws implements Draws {
  private final RowStore store;
  private final Weights weights;
  private final BlockReaders readers;
  private final SplitMix64 random;
  private final SplitMix64 eviction;
  private final int rowBytes;
  private int[] missing = new int[0];
  private int missed;
  private int fetched;

  WeightedDraws(
      ReplayConfig config,
      RowStore store,
      Weights weights,
      BlockReaders readers,
      SplitMix64 random) {
    this.store = store;
    this.weights = weights;
    this.readers = readers;
    this.random = random;
    this.eviction = new SplitMix64(config.seed());
    this.rowBytes = config.rowBytes();
  }

  @Override
  public void draw(int rows, ReplayBatch batch) {
    if (missing.length < rows) {
      missing = new int[rows];
    }
    missed = 0;
    fetched = 0;
    while (!readers.isEmpty()) {
      // A draw before this one has failed.
      readers.discard();
    }
    for (int i = 0; i < rows; i++) {
      int slot = weights.draw(random);
      batch.set(i, slot, weights.probability(slot));
    }
    if (store.allHot()) {
      store.gather(rows, batch);
      return;
    }
    for (int i = 0; i < rows; i++) {
      take(i, batch.slot(i), batch);
    }
    while (fetched < missed) {
      fetch(batch);
    }
  }

  private void take(int i, int slot, ReplayBatch batch) {
    batch.key(i, store.slots.key(slot));
    store.slots.readColumns(slot, batch.columns(), batch.columnOffset(i));
    if (store.isHot(slot)) {
      store.readHot(slot, batch.rows(), batch.rowOffset(i));
    } else if (store.slots.location(slot) < 0) {
      store.staging.read(~store.slots.location(slot), batch.rows(), batch.rowOffset(i));
    } else {
      request(i, slot, batch);
    }
  }

  private void request(int i, int slot, ReplayBatch batch) {
    if (readers.isFull()) {
      fetch(batch);
    }
    int block = BlockTable.block(store.slots.location(slot));
    readers.request(block, store.blocks.sequence(block), store.blocks.place(block));
    missing[missed++] = i;
  }

  private void fetch(ReplayBatch batch) {
    int i = missing[fetched++];
    int slot = batch.slot(i);
    int location = store.slots.location(slot);
    ByteBuffer rows = readers.await(store.blocks.place(BlockTable.block(location)));
    int offset = BlockTable.cell(location) * rowBytes;
    batch.rows().put(batch.rowOffset(i), rows, offset, rowBytes);
    if (store.slots.frame(slot) == SlotTable.NO_FRAME) {
      promote(slot, rows, offset);
    }
    readers.release();
  }

  private void promote(int slot, ByteBuffer rows, int offset) {
    if (store.hot.isFull()) {
      store.giveFrame((int) eviction.nextLong(store.hot.count()), slot, rows, offset);
    } else {
      store.addFrame(slot, rows, offset);
    }
  }
}
