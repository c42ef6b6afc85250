package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.tier.BlockFile;
import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.cold.ColdTier;
import io.thalweg.replay.tier.cold.SegmentBlocks;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
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

  private static final long NO_SEGMENT = -1;

  private final RowStore store;
  private final Tiers tiers;
  private final Sealing sealing;
  private final Deletion deletion;
  private final int rowBytes;
  private final int blockRows;
  private final long warmDiskBytes;
  private final long warmReserveBytes;
  private final long mostChanges;
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
      long coldDiskBytes,
      long nextSegment) {
    this.store = store;
    this.tiers = tiers;
    this.sealing = sealing;
    this.deletion = deletion;
    this.rowBytes = config.rowBytes();
    this.blockRows = config.blockRows();
    this.warmDiskBytes = config.warmDiskBytes(owned);
    this.warmReserveBytes = config.warmReserveBytes(owned);
    this.mostChanges = config.mostChanges(owned);
    this.coldDiskBytes = coldDiskBytes;
    this.block = ByteBuffer.allocateDirect(config.blockBytes());
    this.entryBytes = config.entryBytes();
    this.record = ByteBuffer.allocateDirect(blockRows * entryBytes);
    this.nextSegment = nextSegment;
  }

  long nextSegment() {
    return nextSegment;
  }

  /** Seals every staged row and keeps the tiers within their bounds. */
  void seal() {
    sealing.sealAll();
    dropDeadFiles();
    freeHandles();
    while (sealing.nextSequence() - oldestSequence() > mostChanges) {
      cleanOldest();
    }
    boolean purged = false;
    while (isWarmFull()) {
      purged = relieveWarm(purged);
    }
    while (tiers.cold != null && tiers.coldDiskBytes() > coldDiskBytes) {
      dropOldestSegment(tiers.cold);
    }
  }

  /** Room stays for what is in memory, for the next sealing, and for one cleaning. */
  private boolean isWarmFull() {
    return tiers.warm.diskBytes() + tiers.warm.recordBytes() + warmReserveBytes > warmDiskBytes;
  }

  /** Returns whether records were purged, which helps once. */
  private boolean relieveWarm(boolean purged) {
    ColdTier cold = tiers.cold;
    List<Share> shares = warmShares();
    Share fewest = fewestLiving(shares, this::livingBytes);
    double worth = cold == null ? WORTH_CLEANING : WORTH_CLEANING / 2;
    if (fewest != null && livingBytes(fewest) < worth) {
      clean(fewest);
    } else if (cold != null && !shares.isEmpty()) {
      demote(shares.get(0), cold);
    } else if (!purged) {
      tiers.warm.purgeRecords();
      return true;
    } else {
      throw full("bytes on disk", tiers.warm.diskBytes(), warmDiskBytes);
    }
    return purged;
  }

  private double livingBytes(Share share) {
    return (double) share.living() * rowBytes / share.file().bytes();
  }

  private static double livingCells(Share share) {
    return (double) share.living() / share.cells();
  }

  /** Two sealings must be possible before this is asked for again. */
  private void freeHandles() {
    int needed = 2 * sealing.blocksNeeded();
    if (store.blocks.free() < needed) {
      tiers.warm.flushBlocks();
    }
    while (store.blocks.free() < needed) {
      Share warm = fewestLiving(warmShares(), Upkeep::livingCells);
      Share cold = fewestLiving(coldShares(), Upkeep::livingCells);
      Share fewest =
          warm == null || (cold != null && livingCells(cold) < livingCells(warm)) ? cold : warm;
      if (fewest == null || livingCells(fewest) >= 1) {
        throw full("block handles", store.blocks.used(), store.blocks.capacity());
      }
      cleanOrThaw(fewest);
    }
  }

  /** Lets go of changes that only the oldest block keeps needed. */
  private void cleanOldest() {
    tiers.warm.flushBlocks();
    int oldest = store.blocks.inOrder(0);
    long place = store.blocks.place(oldest);
    long sequence = store.blocks.sequence(oldest);
    if (place != BlockTable.WARM && tiers.cold != null) {
      thaw(Tiers.segment(place), tiers.cold);
      return;
    }
    for (BlockFile file : tiers.warm.blockFiles()) {
      if (file.first() <= sequence && sequence <= file.last()) {
        clean(share(file));
        return;
      }
    }
    throw new TierException("replay block is in no file: sequence=" + sequence);
  }

  private long oldestSequence() {
    return store.blocks.used() == 0
        ? sealing.nextSequence()
        : store.blocks.sequence(store.blocks.inOrder(0));
  }

  private static TierException full(String what, long used, long bound) {
    return new TierException(
        "replay warm tier is full of living rows: %s=%d, bound=%d; raise warmDiskBytes or lower capacityRows"
            .formatted(what, used, bound));
  }

  /** How many rows live in a file's blocks, those of the warm tier; or in a cold segment's. */
  private record Share(BlockFile file, long segment, int living, int cells) {}

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
    return shareOf(file, NO_SEGMENT, warmBlocks(file));
  }

  private List<Share> coldShares() {
    List<Share> shares = new ArrayList<>();
    if (tiers.cold != null) {
      for (long segment : tiers.cold.segmentIds()) {
        List<Integer> handles = blocksOf(segment);
        if (!handles.isEmpty()) {
          shares.add(shareOf(new BlockFile(0, 0, 0), segment, handles));
        }
      }
    }
    return shares;
  }

  private Share shareOf(BlockFile file, long segment, List<Integer> handles) {
    int living = 0;
    for (int handle : handles) {
      living += store.blocks.live(handle);
    }
    return new Share(file, segment, living, handles.size() * blockRows);
  }

  private List<Integer> warmBlocks(BlockFile file) {
    List<Integer> handles = new ArrayList<>();
    int to = store.blocks.rankOf(file.last() + 1);
    for (int rank = store.blocks.rankOf(file.first()); rank < to; rank++) {
      if (store.blocks.place(store.blocks.inOrder(rank)) == BlockTable.WARM) {
        handles.add(store.blocks.inOrder(rank));
      }
    }
    return handles;
  }

  private static @Nullable Share fewestLiving(
      List<Share> shares, ToDoubleFunction<Share> livingShare) {
    return shares.stream().min(Comparator.comparingDouble(livingShare)).orElse(null);
  }

  private void dropDeadFiles() {
    for (BlockFile file : tiers.warm.blockFiles()) {
      if (share(file).living() == 0) {
        drop(file);
      }
    }
  }

  /** A file whose living rows lie elsewhere by now. */
  private void drop(BlockFile file) {
    int from = store.blocks.rankOf(file.first());
    int to = store.blocks.rankOf(file.last() + 1);
    release(from, to, handle -> store.blocks.place(handle) == BlockTable.WARM);
    tiers.warm.dropFiles(file.first(), file.last());
  }

  private void clean(Share share) {
    BlockFile file = share.file();
    for (int handle : warmBlocks(file)) {
      restage(
          handle,
          () ->
              release(
                  store.blocks.rankOf(file.first()),
                  store.blocks.rankOf(file.last() + 1),
                  h -> store.blocks.place(h) == BlockTable.WARM && store.blocks.live(h) == 0));
    }
    drop(file);
  }

  private void cleanOrThaw(Share share) {
    if (share.segment() == NO_SEGMENT || tiers.cold == null) {
      clean(share);
    } else {
      thaw(share.segment(), tiers.cold);
    }
  }

  /** Stages what lives in a cold segment again and drops the segment. */
  private void thaw(long segment, ColdTier cold) {
    for (int handle : blocksOf(segment)) {
      restage(
          handle,
          () ->
              release(0, store.blocks.used(), h -> isIn(h, segment) && store.blocks.live(h) == 0));
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

  // ---- the cold tier ----

  private void demote(Share share, ColdTier cold) {
    List<Integer> handles = new ArrayList<>(warmBlocks(share.file()));
    handles.removeIf(handle -> store.blocks.live(handle) == 0);
    for (int from = 0; from < handles.size(); from += ColdTier.MAX_BLOCKS) {
      addSegment(handles.subList(from, Math.min(handles.size(), from + ColdTier.MAX_BLOCKS)), cold);
    }
    drop(share.file());
  }

  private void addSegment(List<Integer> handles, ColdTier cold) {
    while (cold.diskBytes() + ReplayConfig.segmentBytes(handles.size(), block.capacity())
            > coldDiskBytes
        && !cold.segmentIds().isEmpty()) {
      dropOldestSegment(cold);
    }
    long segment = nextSegment++;
    ByteBuffer held = ByteBuffer.allocate(handles.size() * Long.BYTES);
    handles.forEach(handle -> held.putLong(store.blocks.sequence(handle)));
    // Before the segment: one that no state tells of could not be restored.
    tiers.warm.writeState(StateKind.SEGMENT, Math.toIntExact(segment), held.array());
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
   * Rewrites the files and segments that hold these blocks, without the rows that are gone, so that
   * no tier has a byte of those. Snapshots that were taken before keep theirs.
   */
  void purge(SortedSet<Long> sequences) {
    tiers.warm.flushBlocks();
    for (BlockFile file : tiers.warm.blockFiles()) {
      if (!sequences.subSet(file.first(), file.last() + 1).isEmpty()) {
        clean(share(file));
      }
    }
    if (tiers.cold != null) {
      for (long segment : tiers.cold.segmentIds()) {
        if (blocksOf(segment).stream()
            .anyMatch(h -> sequences.contains(store.blocks.sequence(h)))) {
          thaw(segment, tiers.cold);
        }
      }
    }
    seal();
    tiers.warm.purgeRecords();
    store.wipeFree();
  }
}
