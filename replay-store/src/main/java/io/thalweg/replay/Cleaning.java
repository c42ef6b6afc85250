package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.tier.BlockFile;
import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.cold.ColdTier;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/**
 * Empties files and segments: what lives in them is staged again, then they are dropped. Confined
 * to the table's thread.
 */
final class Cleaning {
  private final RowStore store;
  private final Tiers tiers;
  private final Sealing sealing;
  private final Shares shares;
  private final int rowBytes;
  private final int entryBytes;
  private final ByteBuffer block;
  private final ByteBuffer record;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(Long.BYTES);

  Cleaning(ReplayConfig config, RowStore store, Tiers tiers, Sealing sealing, Shares shares) {
    this.store = store;
    this.tiers = tiers;
    this.sealing = sealing;
    this.shares = shares;
    this.rowBytes = config.rowBytes();
    this.entryBytes = config.entryBytes();
    this.block = ByteBuffer.allocateDirect(config.blockBytes());
    this.record = ByteBuffer.allocateDirect(config.blockRows() * entryBytes);
  }

  /** A file whose living rows lie elsewhere by now. */
  void drop(BlockFile file) {
    int from = store.blocks.rankOf(file.first());
    int to = store.blocks.rankOf(file.last() + 1);
    release(from, to, shares::isWarm);
    tiers.warm.dropFiles(file.first(), file.last());
  }

  void clean(Shares.Share share) {
    BlockFile file = share.file();
    for (int handle : shares.warmBlocks(file)) {
      restage(
          handle,
          () ->
              release(
                  store.blocks.rankOf(file.first()),
                  store.blocks.rankOf(file.last() + 1),
                  h -> shares.isWarm(h) && store.blocks.live(h) == 0));
    }
    drop(file);
  }

  void cleanOrThaw(Shares.Share share) {
    if (share.segment() == Shares.NO_SEGMENT || tiers.cold == null) {
      clean(share);
    } else {
      thaw(share.segment(), tiers.cold);
    }
  }

  /** Stages what lives in a cold segment again and drops the segment. */
  void thaw(long segment, ColdTier cold) {
    for (int handle : shares.blocksOf(segment)) {
      restage(
          handle,
          () ->
              release(
                  0,
                  store.blocks.used(),
                  h -> shares.isIn(h, segment) && store.blocks.live(h) == 0));
    }
    dropSegment(segment, cold);
  }

  /**
   * Stages the living rows of a block again. If there is no room, what is staged is sealed first,
   * with the handles of the blocks that were restaged before.
   */
  private void restage(int handle, Runnable releaseRestaged) {
    if (store.blocks.live(handle) == 0) {
      return;
    }
    if (store.staging.capacity() - store.staging.count() < store.blocks.live(handle)) {
      releaseRestaged.run();
      sealing.sealAll();
    }
    read(handle);
    tiers.record(store.blocks.sequence(handle), record);
    for (int cell = 0; cell < store.blocks.rows(handle); cell++) {
      int slot = store.blocks.slot(BlockTable.location(handle, cell));
      int at = cell * entryBytes;
      if (slot != BlockTable.DEAD) {
        store.restage(
            slot,
            EntryLayout.subject(record, at),
            EntryLayout.timeMillis(record, at),
            EntryLayout.ordinal(record, at),
            block,
            cell * rowBytes);
      }
    }
  }

  /** The rows of a block, borrowed until the next call. */
  ByteBuffer read(int handle) {
    int bytes =
        tiers.read(store.blocks.sequence(handle), store.blocks.place(handle), scratch, block);
    if (bytes < store.blocks.rows(handle) * rowBytes) {
      throw new TierException(
          "replay block damaged: sequence=%d, bytes=%d, expected=%d"
              .formatted(
                  store.blocks.sequence(handle), bytes, store.blocks.rows(handle) * rowBytes));
    }
    return block;
  }

  /**
   * Deletes the records of chosen blocks, and changes that no block needs then; gives their handles
   * back once that is done.
   */
  private void release(int from, int to, IntPredicate chosen) {
    int deleted = 0;
    for (int rank = from; rank < to; rank++) {
      int handle = store.blocks.inOrder(rank);
      if (chosen.test(handle)) {
        tiers.warm.deleteRecord(store.blocks.sequence(handle));
        deleted++;
      }
    }
    if (deleted == 0) {
      return;
    }
    int oldest = 0;
    while (oldest < to && oldest >= from && chosen.test(store.blocks.inOrder(oldest))) {
      oldest++;
    }
    if (oldest > 0) {
      tiers.warm.deleteRecordsBelow(
          oldest < store.blocks.used()
              ? store.blocks.sequence(store.blocks.inOrder(oldest))
              : sealing.nextSequence());
    }
    tiers.warm.commit();
    store.blocks.release(from, to, chosen);
  }

  void dropSegment(long segment, ColdTier cold) {
    release(0, store.blocks.used(), handle -> shares.isIn(handle, segment));
    cold.drop(segment);
    tiers.warm.deleteState(StateKind.SEGMENT, Math.toIntExact(segment));
  }
}
