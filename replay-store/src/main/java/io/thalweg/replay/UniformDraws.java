package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.BlockReaders;
import java.nio.ByteBuffer;

/**
 * Every stored row equally likely. Confined to the table's thread.
 *
 * <p>Where every row is hot, a draw is a row number and a copy. Else the hot rows are a pool, a
 * uniform sample of all without repetition: a draw takes one of them, and then exchanges it for the
 * next of all rows, staged or sealed, unless that one is in the pool already. All rows come to the
 * pool equally often, so every draw is uniform. Draws are not independent: a row that was drawn
 * comes again after about as many draws as there are rows, and rows of one block come to the pool
 * together.
 */
final class UniformDraws implements Draws {
  private final RowStore store;
  private final GroupSet groups;
  private final BlockStream stream;
  private final SplitMix64 random;
  private final int rowBytes;
  private final ByteBuffer stagedRow;

  UniformDraws(
      ReplayConfig config,
      RowStore store,
      GroupSet groups,
      BlockReaders readers,
      SplitMix64 random) {
    this.store = store;
    this.groups = groups;
    this.stream = new BlockStream(store, readers);
    this.random = random;
    this.rowBytes = config.rowBytes();
    this.stagedRow = ByteBuffer.allocateDirect(rowBytes);
  }

  @Override
  public void draw(int rows, ReplayBatch batch) {
    double probability = 1.0 / store.size();
    if (store.holdsEveryRow()) {
      for (int i = 0; i < rows; i++) {
        batch.set(i, groups.draw(random), probability);
      }
      store.gather(rows, batch);
    } else {
      for (int i = 0; i < rows; i++) {
        drawFromPool(i, probability, batch);
      }
    }
  }

  private void drawFromPool(int i, double probability, ReplayBatch batch) {
    while (store.hot.count() == 0) {
      // Deletions have emptied it.
      exchange(0);
    }
    int frame = (int) random.nextLong(store.hot.count());
    int slot = store.hot.slot(frame);
    store.hot.read(frame, batch.rows(), batch.rowOffset(i));
    store.slots.readColumns(slot, batch.columns(), batch.columnOffset(i));
    batch.set(i, slot, probability);
    batch.key(i, store.hot.key(frame));
    if (!store.allHot()) {
      exchange(frame);
    }
  }

  private void exchange(int frame) {
    int staged = store.staging.count();
    if (staged > 0 && random.nextLong(store.size()) < staged) {
      int from = stream.nextStaged(random);
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

  @Override
  public long[] save() {
    return stream.save();
  }

  @Override
  public void restore(long[] state) {
    stream.restore(state);
  }

  private void enter(int frame, int slot, ByteBuffer source, int offset) {
    if (store.hot.isFull()) {
      store.giveFrame(frame, slot, source, offset);
    } else {
      store.addFrame(slot, source, offset);
    }
  }
}
