package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.tier.BlockFile;
import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.cold.ColdTier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.function.IntConsumer;

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
  private final Shares shares;
  private final Cleaning cleaning;
  private final Demotion demotion;
  private final int rowBytes;
  private final long warmDiskBytes;
  private final long warmReserveBytes;
  private final long mostChanges;
  private final int mostFiles;
  private final long smallFileBytes;

  /** There is no change before this sequence number that no block needs. */
  private long changesDropped;

  Upkeep(
      ReplayConfig config,
      GroupRange owned,
      RowStore store,
      Tiers tiers,
      Sealing sealing,
      IntConsumer deletion,
      long coldDiskBytes,
      long nextSegment) {
    this.store = store;
    this.tiers = tiers;
    this.sealing = sealing;
    this.shares = new Shares(config, store.blocks, tiers);
    this.cleaning = new Cleaning(config, store, tiers, sealing, shares);
    this.demotion =
        new Demotion(
            config, store.blocks, tiers, cleaning, shares, deletion, coldDiskBytes, nextSegment);
    this.rowBytes = config.rowBytes();
    this.warmDiskBytes = config.warmDiskBytes(owned);
    this.warmReserveBytes = config.warmReserveBytes(owned);
    this.mostChanges = config.mostChanges(owned);
    this.mostFiles = config.mostBlockFiles(owned);
    this.smallFileBytes = config.fileBytes() / 2;
  }

  long nextSegment() {
    return demotion.nextSegment();
  }

  /** Seals every staged row and keeps the tiers within their bounds. */
  void seal() {
    sealing.sealAll();
    keepBounds();
  }

  /** Whether there are handles to seal with before {@link #keepBounds} is called. */
  boolean canSeal() {
    return store.blocks.free() >= sealing.blocksNeeded();
  }

  /** To be called after a sealing, before the next but one. */
  void keepBounds() {
    dropDeadFiles();
    mergeSmallFiles();
    freeHandles();
    while (hasTooManyChanges()) {
      dropChanges();
    }
    boolean purged = false;
    while (isWarmFull()) {
      purged = relieveWarm(purged);
    }
    demotion.keepWithinBound();
  }

  /** Room stays for what is in memory, for the next sealing, and for one cleaning. */
  private boolean isWarmFull() {
    return tiers.warm.diskBytes() + tiers.warm.recordBytes() + warmReserveBytes > warmDiskBytes;
  }

  /** Returns whether records were purged, which helps once. */
  private boolean relieveWarm(boolean purged) {
    ColdTier cold = tiers.cold;
    List<Shares.Share> warm = shares.warm();
    Shares.Share fewest = Shares.fewest(warm, this::livingBytes);
    double worth = cold == null ? WORTH_CLEANING : WORTH_CLEANING / 2;
    if (fewest != null && livingBytes(fewest) < worth) {
      cleaning.clean(fewest);
    } else if (cold != null && !warm.isEmpty()) {
      demotion.demote(warm.get(0), cold);
    } else if (!purged) {
      tiers.warm.purgeRecords();
      return true;
    } else {
      throw full("bytes on disk", tiers.warm.diskBytes(), warmDiskBytes);
    }
    return purged;
  }

  private double livingBytes(Shares.Share share) {
    return (double) share.living() * rowBytes / share.file().bytes();
  }

  private static double livingCells(Shares.Share share) {
    return (double) share.living() / share.cells();
  }

  /**
   * Frequent snapshots make small files. When there are too many, an eighth of them, those with the
   * fewest living rows, become part of the next one.
   */
  private void mergeSmallFiles() {
    List<Shares.Share> small = new ArrayList<>(shares.warm());
    small.removeIf(share -> share.file().bytes() > smallFileBytes);
    if (small.size() > mostFiles) {
      small.sort(Comparator.comparingInt(Shares.Share::living));
      small.subList(0, small.size() / 8).forEach(cleaning::clean);
    }
  }

  /** Two sealings must be possible before this is asked for again. */
  private void freeHandles() {
    int needed = 2 * sealing.blocksNeeded();
    if (store.blocks.free() < needed) {
      tiers.warm.flushBlocks();
    }
    while (store.blocks.free() < needed) {
      Shares.Share warm = Shares.fewest(shares.warm(), Upkeep::livingCells);
      Shares.Share cold = Shares.fewest(shares.cold(), Upkeep::livingCells);
      Shares.Share fewest =
          warm == null || (cold != null && livingCells(cold) < livingCells(warm)) ? cold : warm;
      if (fewest == null || livingCells(fewest) >= 1) {
        throw full("block handles", store.blocks.used(), store.blocks.capacity());
      }
      cleaning.cleanOrThaw(fewest);
    }
  }

  /** Whether {@link #keepBounds} is due, though staging isn't full. */
  boolean hasTooManyChanges() {
    long oldestNeeded = store.blocks.used() == 0 ? changesDropped : oldestSequence();
    return sealing.nextSequence() - oldestNeeded > mostChanges;
  }

  /** Lets go of changes that no block, or only the oldest one, keeps needed. */
  private void dropChanges() {
    if (store.blocks.used() == 0) {
      tiers.warm.deleteRecordsBelow(sealing.nextSequence());
      tiers.warm.commit();
      changesDropped = sealing.nextSequence();
    } else {
      cleanOldest();
    }
  }

  private void cleanOldest() {
    tiers.warm.flushBlocks();
    int oldest = store.blocks.inOrder(0);
    long place = store.blocks.place(oldest);
    long sequence = store.blocks.sequence(oldest);
    if (place != BlockTable.WARM && tiers.cold != null) {
      cleaning.thaw(Tiers.segment(place), tiers.cold);
      return;
    }
    for (BlockFile file : tiers.warm.blockFiles()) {
      if (file.first() <= sequence && sequence <= file.last()) {
        cleaning.clean(shares.of(file));
        return;
      }
    }
    throw new TierException("replay block is in no file: sequence=" + sequence);
  }

  private long oldestSequence() {
    return store.blocks.sequence(store.blocks.inOrder(0));
  }

  private static TierException full(String what, long used, long bound) {
    return new TierException(
        "replay warm tier is full of living rows: %s=%d, bound=%d; raise warmDiskBytes or lower capacityRows"
            .formatted(what, used, bound));
  }

  private void dropDeadFiles() {
    for (BlockFile file : tiers.warm.blockFiles()) {
      if (shares.of(file).living() == 0) {
        cleaning.drop(file);
      }
    }
  }

  /**
   * Rewrites the files and segments that hold these blocks, without the rows that are gone, so that
   * no tier has a byte of those. Snapshots that were taken before keep theirs.
   */
  void purge(SortedSet<Long> sequences) {
    tiers.warm.flushBlocks();
    for (BlockFile file : tiers.warm.blockFiles()) {
      if (!sequences.subSet(file.first(), file.last() + 1).isEmpty()) {
        cleaning.clean(shares.of(file));
      }
    }
    if (tiers.cold != null) {
      for (long segment : tiers.cold.segmentIds()) {
        if (shares.blocksOf(segment).stream()
            .anyMatch(h -> sequences.contains(store.blocks.sequence(h)))) {
          cleaning.thaw(segment, tiers.cold);
        }
      }
    }
    seal();
    tiers.warm.purgeRecords();
    store.wipeFree();
  }
}
