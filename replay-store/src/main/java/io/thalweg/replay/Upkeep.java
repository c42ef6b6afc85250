package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.cold.ColdTier;
import io.thalweg.replay.tier.cold.SegmentBlocks;
import io.thalweg.replay.tier.rocksdb.BlockFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the tiers within their bounds. Confined to the table's thread.
 *
 * <p>Rows die in their blocks, which never change. A file none of whose rows lives is dropped
 * without being read. When disk or block handles run short, the file with the smallest share of
 * living rows is cleaned: what lives is staged again, the file dropped (M. Rosenblum, J. K.
 * Ousterhout, "The design and implementation of a log-structured file system", 1992). With a cold
 * tier, a warm tier that is full of living rows moves its oldest file there instead.
 */
final class Upkeep {
  /** A file with a larger share of living rows isn't worth cleaning. */
  private static final double WORTH_CLEANING = 0.9;

  private final RowStore store;
  private final Tiers tiers;
  private final Sealing sealing;
  private final Deletion deletion;
  private final int rowBytes;
  private final int blockRows;
  private final long warmDiskBytes;
  private final long coldDiskBytes;
  private final ByteBuffer block;
  private final int entryBytes;
  private final ByteBuffer record;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(Long.BYTES);
  private long nextSegment;

  /** Takes the row of a slot out of the table, as the cold tier's bound demands. */
  @FunctionalInterface
  interface Deletion {
    void delete(int slot);
  }

  Upkeep(
      ReplayConfig config,
      GroupRange owned,
      RowStore store,
      Tiers tiers,
      Sealing sealing,
      Deletion deletion,
      long nextSegment) {
    this.store = store;
    this.tiers = tiers;
    this.sealing = sealing;
    this.deletion = deletion;
    this.rowBytes = config.rowBytes();
    this.blockRows = config.blockRows();
    this.warmDiskBytes = config.warmDiskBytes(owned);
    this.coldDiskBytes = config.tiers().coldDiskBytes();
    this.block = ByteBuffer.allocateDirect(config.blockBytes());
    this.entryBytes = config.entryBytes();
    this.record = ByteBuffer.allocateDirect(blockRows * entryBytes);
    this.nextSegment = nextSegment;
  }

  long nextSegment() {
    return nextSegment;
  }

  /**
   * To be called after rows were sealed. Leaves handles for two sealings, as it may leave cleaned
   * rows staged that are sealed before it is called again.
   */
  void afterSealing() {
    dropDeadFiles();
    int needed = 2 * sealing.blocksNeeded();
    if (store.blocks.free() < needed) {
      tiers.warm.flushBlocks();
    }
    while (store.blocks.free() < needed) {
      requireCleaned("block handles", store.blocks.used(), store.blocks.capacity(), 1);
    }
    while (tiers.warm.diskBytes() > warmDiskBytes) {
      relieveWarm();
    }
    while (tiers.cold != null && tiers.coldDiskBytes() > coldDiskBytes) {
      dropOldestSegment(tiers.cold);
    }
  }

  private void relieveWarm() {
    ColdTier cold = tiers.cold;
    List<Share> shares = warmShares();
    Share fewest = fewestLiving(shares);
    if (fewest != null && (cold == null || fewest.living() < WORTH_CLEANING * fewest.cells() / 2)) {
      clean(fewest);
    } else if (cold != null && !shares.isEmpty()) {
      demote(shares.get(0), cold);
    } else {
      throw full("bytes on disk", tiers.warm.diskBytes(), warmDiskBytes);
    }
  }

  private void requireCleaned(String what, long used, long bound, double worth) {
    Share fewest = fewestLiving(warmShares());
    if (fewest == null || fewest.living() > worth * fewest.cells()) {
      throw full(what, used, bound);
    }
    clean(fewest);
  }

  private static TierException full(String what, long used, long bound) {
    return new TierException(
        "replay warm tier is full of living rows: %s=%d, bound=%d; raise warmDiskBytes or lower capacityRows"
            .formatted(what, used, bound));
  }

  /** A file's blocks by rank, those of the warm tier, and how many of their rows live. */
  private record Share(BlockFile file, int from, int to, int living, int cells) {}

  private List<Share> warmShares() {
    List<Share> shares = new ArrayList<>();
    for (BlockFile file : tiers.warm.blockFiles()) {
      Share share = share(file);
      if (share.cells() > 0) {
        shares.add(share);
      }
    }
    return shares;
  }

  private Share share(BlockFile file) {
    int from = store.blocks.rankOf(file.first());
    int to = store.blocks.rankOf(file.last() + 1);
    int living = 0;
    int cells = 0;
    for (int rank = from; rank < to; rank++) {
      int handle = store.blocks.inOrder(rank);
      if (store.blocks.place(handle) == BlockTable.WARM) {
        living += store.blocks.live(handle);
        cells += blockRows;
      }
    }
    return new Share(file, from, to, living, cells);
  }

  private static @Nullable Share fewestLiving(List<Share> shares) {
    Share fewest = null;
    for (Share share : shares) {
      if (fewest == null
          || (double) share.living() / share.cells() < (double) fewest.living() / fewest.cells()) {
        fewest = share;
      }
    }
    return fewest;
  }

  private void dropDeadFiles() {
    for (BlockFile file : tiers.warm.blockFiles()) {
      Share share = share(file);
      if (share.living() == 0) {
        releaseWarm(file);
        tiers.warm.dropFiles(file.first(), file.last());
      }
    }
  }

  /**
   * A file may hold more living rows than staging has room for and than handles are free: what is
   * sealed on the way takes the handles of the blocks that it comes from.
   */
  private void clean(Share share) {
    int rank = share.from();
    int to = share.to();
    while (rank < to) {
      int handle = store.blocks.inOrder(rank);
      if (store.blocks.place(handle) == BlockTable.WARM && store.blocks.live(handle) > 0) {
        if (!hasRoom(handle)) {
          int used = store.blocks.used();
          release(share.from(), rank, this::isWarm);
          rank -= used - store.blocks.used();
          to -= used - store.blocks.used();
        }
        restage(handle);
      }
      rank++;
    }
    releaseWarm(share.file());
    tiers.warm.dropFiles(share.file().first(), share.file().last());
  }

  private boolean isWarm(int handle) {
    return store.blocks.place(handle) == BlockTable.WARM;
  }

  private boolean hasRoom(int handle) {
    return store.staging.capacity() - store.staging.count() >= store.blocks.live(handle);
  }

  /** Stages the living rows of a block again; sealing what is staged first, if need be. */
  private void restage(int handle) {
    if (!hasRoom(handle)) {
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

  private void read(int handle) {
    int bytes =
        tiers.read(store.blocks.sequence(handle), store.blocks.place(handle), scratch, block);
    if (bytes < store.blocks.rows(handle) * rowBytes) {
      throw new TierException(
          "replay block damaged: sequence=%d, bytes=%d, expected=%d"
              .formatted(
                  store.blocks.sequence(handle), bytes, store.blocks.rows(handle) * rowBytes));
    }
  }

  /** Gives back the handles of a file's blocks, but for those that the cold tier has. */
  private void releaseWarm(BlockFile file) {
    int from = store.blocks.rankOf(file.first());
    int to = store.blocks.rankOf(file.last() + 1);
    release(from, to, this::isWarm);
  }

  /** Gives back chosen blocks and deletes their records, and changes that no block needs now. */
  private void release(int from, int to, IntPredicate chosen) {
    for (int rank = from; rank < to; rank++) {
      if (chosen.test(store.blocks.inOrder(rank))) {
        tiers.warm.deleteRecord(store.blocks.sequence(store.blocks.inOrder(rank)));
      }
    }
    store.blocks.release(from, to, chosen);
    if (from == 0 && store.blocks.used() > 0) {
      tiers.warm.deleteRecordsBelow(store.blocks.sequence(store.blocks.inOrder(0)));
    }
    tiers.warm.commit();
  }

  // ---- the cold tier ----

  private void demote(Share share, ColdTier cold) {
    List<Integer> handles = new ArrayList<>();
    for (int rank = share.from(); rank < share.to(); rank++) {
      int handle = store.blocks.inOrder(rank);
      if (store.blocks.place(handle) == BlockTable.WARM && store.blocks.live(handle) > 0) {
        handles.add(handle);
      }
    }
    for (int from = 0; from < handles.size(); from += ColdTier.MAX_BLOCKS) {
      addSegment(handles.subList(from, Math.min(handles.size(), from + ColdTier.MAX_BLOCKS)), cold);
    }
    releaseWarm(share.file());
    tiers.warm.dropFiles(share.file().first(), share.file().last());
  }

  private void addSegment(List<Integer> handles, ColdTier cold) {
    long segment = nextSegment++;
    cold.add(
        segment,
        new SegmentBlocks() {
          @Override
          public int count() {
            return handles.size();
          }

          @Override
          public int rows(int number) {
            return store.blocks.rows(handles.get(number));
          }

          @Override
          public ByteBuffer bytes(int number) {
            read(handles.get(number));
            return block;
          }
        });
    ByteBuffer held = ByteBuffer.allocate(handles.size() * Long.BYTES);
    handles.forEach(handle -> held.putLong(store.blocks.sequence(handle)));
    tiers.warm.writeState(StateKind.SEGMENT, Math.toIntExact(segment), held.array());
    for (int number = 0; number < handles.size(); number++) {
      store.blocks.place(handles.get(number), Tiers.place(segment, number));
    }
  }

  /** The bound of the cold tier ends the life of the rows that lie in its oldest segment. */
  private void dropOldestSegment(ColdTier cold) {
    long oldest = cold.segmentIds().get(0);
    for (int handle : blocksOf(oldest)) {
      for (int cell = 0; cell < store.blocks.rows(handle); cell++) {
        int slot = store.blocks.slot(BlockTable.location(handle, cell));
        if (slot != BlockTable.DEAD) {
          deletion.delete(slot);
        }
      }
    }
    dropSegment(oldest, cold);
  }

  private List<Integer> blocksOf(long segment) {
    List<Integer> handles = new ArrayList<>();
    for (int rank = 0; rank < store.blocks.used(); rank++) {
      int handle = store.blocks.inOrder(rank);
      if (isIn(handle, segment)) {
        handles.add(handle);
      }
    }
    return handles;
  }

  private boolean isIn(int handle, long segment) {
    long place = store.blocks.place(handle);
    return place != BlockTable.WARM && Tiers.segment(place) == segment;
  }

  private void dropSegment(long segment, ColdTier cold) {
    release(0, store.blocks.used(), handle -> isIn(handle, segment));
    cold.drop(segment);
    tiers.warm.deleteState(StateKind.SEGMENT, Math.toIntExact(segment));
  }

  // ---- erasure ----

  /**
   * Rewrites the blocks at these locations, whose rows were deleted, so that no tier holds a byte
   * of those rows. Snapshots that were taken before keep theirs.
   */
  void purge(List<Integer> handles) {
    List<Long> sequences = new ArrayList<>();
    List<Long> segments = new ArrayList<>();
    for (int handle : handles) {
      long place = store.blocks.place(handle);
      if (place != BlockTable.WARM) {
        addOnce(segments, Tiers.segment(place));
      } else {
        sequences.add(store.blocks.sequence(handle));
        restageAndRelease(handle);
      }
    }
    if (tiers.cold != null) {
      for (long segment : segments) {
        blocksOf(segment).forEach(this::restage);
        dropSegment(segment, tiers.cold);
      }
    }
    if (!sequences.isEmpty()) {
      sequences.forEach(tiers.warm::deleteBlock);
      tiers.warm.commit();
      purgeFiles(sequences);
    }
    tiers.warm.purgeRecords();
    sealing.sealAll();
    store.wipeFree();
  }

  private static void addOnce(List<Long> segments, long segment) {
    if (!segments.contains(segment)) {
      segments.add(segment);
    }
  }

  private void restageAndRelease(int handle) {
    restage(handle);
    int rank = store.blocks.rankOf(store.blocks.sequence(handle));
    release(rank, rank + 1, any -> true);
  }

  private void purgeFiles(List<Long> sequences) {
    tiers.warm.flushBlocks();
    for (BlockFile file : tiers.warm.blockFiles()) {
      if (sequences.stream().anyMatch(s -> s >= file.first() && s <= file.last())) {
        tiers.warm.purge(file.first(), file.last());
      }
    }
  }
}
