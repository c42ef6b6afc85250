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
 * <p>While the hot tier has room for all rows, weights count as they are at the draw. Beyond that
 * each batch is drawn when the one before has been delivered, so that the blocks it needs are read
 * meanwhile; weights that change in between count for the batch after it. A row that has left the
 * table is drawn again. What was read takes the frame of a random hot row: rows that are drawn
 * often come to be hot. Which rows are hot never changes what is drawn, nor when.
 */
final class WeightedDraws implements Draws {
  private static final int LONGS_PER_DRAW = 3;

  private final TableReads reads;
  private final RowStore store;
  private final Weights weights;
  private final BlockReaders readers;
  private final SplitMix64 random;
  private final SplitMix64 eviction;
  private final int rowBytes;

  /** Draws ahead: slot, key and probability of each, and whether its block was asked for. */
  private int[] slots = new int[0];

  private long[] keys = new long[0];
  private double[] probabilities = new double[0];
  private boolean[] asked = new boolean[0];
  private int planned;
  private int delivered;
  private int considered;

  WeightedDraws(
      ReplayConfig config,
      RowStore store,
      TableReads reads,
      Weights weights,
      BlockReaders readers,
      SplitMix64 random) {
    this.store = store;
    this.reads = reads;
    this.weights = weights;
    this.readers = readers;
    this.random = random;
    this.eviction = new SplitMix64(config.seed());
    this.rowBytes = config.rowBytes();
  }

  @Override
  public void draw(int rows, ReplayBatch batch) {
    if (delivered == planned && store.allHot()) {
      for (int i = 0; i < rows; i++) {
        int slot = weights.draw(random);
        batch.set(i, slot, weights.probability(slot));
      }
      store.gather(rows, batch);
      return;
    }
    for (int i = 0; i < rows; i++) {
      if (delivered < planned) {
        deliverPlanned(i, batch);
      } else {
        drawNow(i, batch);
      }
    }
    if (delivered == planned && !store.hasRoomForAll()) {
      plan(rows);
    }
  }

  private void deliverPlanned(int i, ReplayBatch batch) {
    int number = delivered++;
    int slot = slots[number];
    boolean present = store.slots.holds(slot, keys[number]);
    if (asked[number]) {
      if (present && isNextBlockOf(slot)) {
        batch.set(i, slot, probabilities[number]);
        takeRead(i, slot, batch);
        ask();
        return;
      }
      readers.discard();
      ask();
    }
    if (present) {
      batch.set(i, slot, probabilities[number]);
      take(i, slot, batch);
    } else {
      drawNow(i, batch);
    }
  }

  /** Whether the block that was asked for first is still the one that the row lies in. */
  private boolean isNextBlockOf(int slot) {
    int location = store.slots.location(slot);
    return location >= 0
        && store.blocks.sequence(BlockTable.block(location)) == readers.sequence(0);
  }

  private void takeRead(int i, int slot, ReplayBatch batch) {
    int location = store.slots.location(slot);
    ByteBuffer rows = readers.await(store.blocks.place(BlockTable.block(location)));
    int offset = BlockTable.cell(location) * rowBytes;
    batch.rows().put(batch.rowOffset(i), rows, offset, rowBytes);
    describe(i, slot, batch);
    promote(slot, rows, offset);
    readers.release();
  }

  private void drawNow(int i, ReplayBatch batch) {
    int slot = weights.draw(random);
    batch.set(i, slot, weights.probability(slot));
    take(i, slot, batch);
  }

  private void take(int i, int slot, ReplayBatch batch) {
    reads.readRow(slot, batch.rows(), batch.rowOffset(i));
    describe(i, slot, batch);
    promote(slot, batch.rows(), batch.rowOffset(i));
  }

  private void describe(int i, int slot, ReplayBatch batch) {
    batch.key(i, store.slots.key(slot));
    store.slots.readColumns(slot, batch.columns(), batch.columnOffset(i));
  }

  private void promote(int slot, ByteBuffer rows, int offset) {
    if (store.isHot(slot)) {
      return;
    }
    if (store.hot.isFull()) {
      store.giveFrame(eviction.nextInt(store.hot.count()), slot, rows, offset);
    } else {
      store.addFrame(slot, rows, offset);
    }
  }

  private void plan(int rows) {
    reserve(rows);
    for (int number = 0; number < rows; number++) {
      int slot = weights.draw(random);
      slots[number] = slot;
      keys[number] = store.slots.key(slot);
      probabilities[number] = weights.probability(slot);
    }
    begin(rows);
  }

  private void reserve(int rows) {
    if (slots.length < rows) {
      slots = new int[rows];
      keys = new long[rows];
      probabilities = new double[rows];
      asked = new boolean[rows];
    }
  }

  private void begin(int rows) {
    planned = rows;
    delivered = 0;
    considered = 0;
    ask();
  }

  /** Asks for the blocks of as many planned draws as may be on their way. */
  private void ask() {
    while (considered < planned && !readers.isFull()) {
      int slot = slots[considered];
      boolean toRead = store.slots.isTaken(slot) && isOnlyInBlock(slot);
      if (toRead) {
        int block = BlockTable.block(store.slots.location(slot));
        readers.request(block, store.blocks.sequence(block), store.blocks.place(block));
      }
      asked[considered++] = toRead;
    }
  }

  private boolean isOnlyInBlock(int slot) {
    return store.slots.frame(slot) == SlotTable.NO_FRAME && store.slots.location(slot) >= 0;
  }

  @Override
  public long[] save() {
    int left = planned - delivered;
    long[] state = new long[left * LONGS_PER_DRAW];
    for (int i = 0; i < left; i++) {
      state[LONGS_PER_DRAW * i] = slots[delivered + i];
      state[LONGS_PER_DRAW * i + 1] = keys[delivered + i];
      state[LONGS_PER_DRAW * i + 2] = Double.doubleToRawLongBits(probabilities[delivered + i]);
    }
    return state;
  }

  @Override
  public void restore(long[] state) {
    int left = state.length / LONGS_PER_DRAW;
    reserve(left);
    for (int i = 0; i < left; i++) {
      slots[i] = (int) state[LONGS_PER_DRAW * i];
      keys[i] = state[LONGS_PER_DRAW * i + 1];
      probabilities[i] = Double.longBitsToDouble(state[LONGS_PER_DRAW * i + 2]);
    }
    begin(left);
  }
}
