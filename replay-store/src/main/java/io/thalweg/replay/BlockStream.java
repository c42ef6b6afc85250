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
 * <p>Blocks come in {@link EvenOrder} of their ranks: any stretch of the sequence draws evenly from
 * all of the table's past. Which block comes when depends on the state alone and never on how fast
 * it was read.
 */
final class BlockStream {
  private static final int BLOCKS_PER_PENDING = 32;

  /** What was sealed meanwhile waits behind the blocks on their way: they are few for the pool. */
  private static final int POOL_PER_PENDING = 16;

  /** Where the cell and the blocks read ahead lie in the saved state. */
  private static final int CELL = 2 * EvenOrder.STATE_LONGS;

  private static final int PENDING = CELL + 1;

  private final RowStore store;
  private final BlockReaders readers;
  private final EvenOrder blockOrder = new EvenOrder();
  private final EvenOrder stagedOrder = new EvenOrder();
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
    int ofPool = store.hot.capacity() / BlockTable.MAX_ROWS / POOL_PER_PENDING;
    int most = Math.max(1, Math.min(ofPool, store.blocks.used() / BLOCKS_PER_PENDING));
    while (!readers.isFull() && readers.pending() < most) {
      int block = nextBlock(random);
      if (store.blocks.live(block) > 0) {
        readers.request(block, store.blocks.sequence(block), store.blocks.place(block));
      }
    }
  }

  private int nextBlock(SplitMix64 random) {
    return store.blocks.inOrder(blockOrder.next(store.blocks.used(), random));
  }

  /**
   * The staging frame whose turn it is. Staged rows take turns as sealed ones do: a row that comes
   * back sooner is more often still in the pool and more often comes in vain.
   */
  int nextStaged(SplitMix64 random) {
    return stagedOrder.next(store.staging.count(), random);
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

  /** The state, to {@link #restore} from. */
  long[] save() {
    long[] state = new long[PENDING + readers.pending()];
    blockOrder.save(state, 0);
    stagedOrder.save(state, EvenOrder.STATE_LONGS);
    state[CELL] = cell;
    for (int i = 0; i < readers.pending(); i++) {
      state[PENDING + i] = readers.sequence(i);
    }
    return state;
  }

  /** Goes on from {@link #save}, with the same blocks. */
  void restore(long[] state) {
    blockOrder.restore(state, 0);
    stagedOrder.restore(state, EvenOrder.STATE_LONGS);
    for (int i = PENDING; i < state.length; i++) {
      int rank = store.blocks.rankOf(state[i]);
      // One that is gone keeps its turn: next passes over it then as it would have before.
      int block = rank < store.blocks.used() ? store.blocks.inOrder(rank) : 0;
      readers.request(block, state[i], store.blocks.place(block));
    }
    cell = (int) state[CELL];
    if (cell > 0 && store.blocks.sequence(readers.block(0)) == readers.sequence(0)) {
      rows = readers.await(store.blocks.place(readers.block(0)));
    }
  }
}
