package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.select.SplitMix64;
import java.nio.ByteBuffer;

/**
 * Every stored row equally likely. Confined to the table's thread.
 *
 * <p>While all rows are hot, a draw is a row number and a copy. After that the hot rows are a pool,
 * a uniform sample of all without repetition: a draw takes one of them, and then exchanges it for
 * one drawn from all rows, staged or sealed, unless that one is in the pool already. This exchange
 * leaves the distribution of the pool as it is, so that every draw is uniform, whatever was drawn
 * before; and a row is seldom drawn twice in a short time.
 */
final class UniformDraws implements Draws {
  private final RowStore store;
  private final GroupSet groups;
  private final BlockStream stream;
  private final SplitMix64 random;
  private final int rowBytes;
  private final ByteBuffer stagedRow;

  UniformDraws(
      ReplayConfig config, RowStore store, GroupSet groups, BlockStream stream, SplitMix64 random) {
    this.store = store;
    this.groups = groups;
    this.stream = stream;
    this.random = random;
    this.rowBytes = config.rowBytes();
    this.stagedRow = ByteBuffer.allocateDirect(rowBytes);
  }

  @Override
  public void draw(int rows, ReplayBatch batch) {
    double probability = 1.0 / store.size();
    for (int i = 0; i < rows; i++) {
      if (store.allHot()) {
        int slot = groups.draw(random);
        deliver(i, store.slots.frame(slot), slot, probability, batch);
      } else {
        int frame = (int) random.nextLong(store.hot.count());
        deliver(i, frame, store.hot.slot(frame), probability, batch);
        exchange(frame);
      }
    }
  }

  private void deliver(int i, int frame, int slot, double probability, ReplayBatch batch) {
    store.hot.read(frame, batch.rows(), batch.rowOffset(i));
    store.slots.readColumns(slot, batch.columns(), batch.columnOffset(i));
    batch.set(i, slot, store.slots.key(slot), probability);
  }

  private void exchange(int frame) {
    int staged = store.staging.count();
    if (staged > 0 && random.nextLong(store.size()) < staged) {
      int from = (int) random.nextLong(staged);
      int slot = store.staging.slot(from);
      if (store.slots.frame(slot) == SlotTable.NO_FRAME) {
        store.staging.read(from, stagedRow, 0);
        enter(frame, slot, stagedRow, 0);
      }
    } else {
      int slot = stream.next(random);
      if (slot != BlockTable.DEAD && store.slots.frame(slot) == SlotTable.NO_FRAME) {
        enter(frame, slot, stream.rows(), stream.cell() * rowBytes);
      }
    }
  }

  private void enter(int frame, int slot, ByteBuffer source, int offset) {
    if (store.hot.isFull()) {
      store.giveFrame(frame, slot, source, offset);
    } else {
      store.addFrame(slot, source, offset);
    }
  }
}
