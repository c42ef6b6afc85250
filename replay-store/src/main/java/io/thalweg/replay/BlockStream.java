package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.BlockReaders;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Living rows of sealed blocks, one after the other, in an endless sequence in which every living
 * row is equally likely at every place. Confined to the table's thread; blocks are read ahead.
 *
 * <p>Blocks come in the order of a Kronecker sequence over their ranks, {@code frac(u + k / golden
 * ratio)}, with a new random u from time to time: any stretch of the sequence draws evenly from all
 * of the table's past (H. Niederreiter, "Random number generation and quasi-Monte Carlo methods",
 * 1992; shifted as by R. Cranley and T. Patterson, 1976). Which block comes when depends on the
 * state alone and never on how fast it was read.
 */
final class BlockStream {
  private static final double GOLDEN_STEP = 0.6180339887498949;
  private static final int SHIFT_EVERY = 4_096;
  private static final int BLOCKS_PER_PENDING = 32;
  private static final double ULP = 0x1.0p-53;

  private final RowStore store;
  private final BlockReaders readers;
  private double shift;
  private int step;
  private int cell;
  private int location;
  private @Nullable ByteBuffer rows;

  BlockStream(RowStore store, BlockReaders readers) {
    this.store = store;
    this.readers = readers;
  }

  /**
   * Goes on to the next living row and returns its slot; {@link BlockTable#DEAD} if no sealed row
   * lives.
   */
  int next(SplitMix64 random) {
    BlockTable blocks = store.blocks;
    if (store.size() == store.staging.count()) {
      return BlockTable.DEAD;
    }
    while (true) {
      readAhead(random);
      int block = readers.block(0);
      if (blocks.sequence(block) == readers.sequence(0)) {
        if (cell == 0) {
          rows = readers.await(blocks.place(block));
        }
        while (cell < blocks.rows(block)) {
          location = BlockTable.location(block, cell++);
          if (blocks.slot(location) != BlockTable.DEAD) {
            return blocks.slot(location);
          }
        }
      }
      forgetBlock();
    }
  }

  private void forgetBlock() {
    readers.discard();
    rows = null;
    cell = 0;
  }

  private void readAhead(SplitMix64 random) {
    int most = Math.max(2, store.blocks.used() / BLOCKS_PER_PENDING);
    while (!readers.isFull() && readers.pending() < most) {
      int block = nextBlock(random);
      if (store.blocks.live(block) > 0) {
        readers.request(block, store.blocks.sequence(block), store.blocks.place(block));
      }
    }
  }

  private int nextBlock(SplitMix64 random) {
    if (step-- <= 0) {
      step = SHIFT_EVERY;
      shift = (random.nextLong() >>> 11) * ULP;
    }
    shift += GOLDEN_STEP;
    if (shift >= 1) {
      shift -= 1;
    }
    return store.blocks.inOrder((int) (shift * store.blocks.used()));
  }

  /** The block that holds the row of {@link #next}. */
  ByteBuffer rows() {
    if (rows == null) {
      throw new IllegalStateException("replay block stream has no row");
    }
    return rows;
  }

  /** The number of that row in its block. */
  int cell() {
    return BlockTable.cell(location);
  }

  /** Longs that {@link #save} gives. */
  long[] save() {
    long[] state = new long[4 + readers.pending()];
    state[0] = Double.doubleToRawLongBits(shift);
    state[1] = step;
    state[2] = cell;
    state[3] = readers.pending();
    for (int i = 0; i < readers.pending(); i++) {
      state[4 + i] = readers.sequence(i);
    }
    return state;
  }

  /** Goes on from {@link #save}, with the same blocks. */
  void restore(long[] state) {
    shift = Double.longBitsToDouble(state[0]);
    step = (int) state[1];
    for (int i = 0; i < state[3]; i++) {
      int rank = store.blocks.rankOf(state[4 + i]);
      // One that is gone keeps its turn: next passes over it then as it would have before.
      int block = rank < store.blocks.used() ? store.blocks.inOrder(rank) : 0;
      readers.request(block, state[4 + i], store.blocks.place(block));
    }
    cell = (int) state[2];
    if (cell > 0 && store.blocks.sequence(readers.block(0)) == readers.sequence(0)) {
      rows = readers.await(store.blocks.place(readers.block(0)));
    }
  }
}
