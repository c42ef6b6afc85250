package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.RowVisitor;
import io.thalweg.replay.tier.rocksdb.RocksDbTier;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows of fixed length that a learner may draw again: a bounded number for each group of a
 * contiguous range, kept by {@link Retention} and drawn uniformly with replacement.
 *
 * <p>Confined to one thread, but for {@link #stats}. What is stored in a group depends on the seed
 * and on the rows offered to that group alone. The table lasts as long as its snapshots do: its own
 * directory is of no use after a crash. After a {@link io.thalweg.replay.tier.TierException} close
 * the table and go on from a snapshot.
 */
public final class ReplayTable implements AutoCloseable {
  private final ReplayConfig config;
  private final GroupRange owned;
  private final TierStack tiers;
  private final GroupSet groups;
  private final SplitMix64 sampling;
  private final SingleWriterCount size;
  private final SingleWriterCount hotRows;
  private final SingleWriterCount offered;
  private boolean closed;

  private ReplayTable(
      ReplayConfig config, GroupRange owned, TierStack tiers, GroupSet groups, long sampling) {
    this.config = config;
    this.owned = owned;
    this.tiers = tiers;
    this.groups = groups;
    this.sampling = new SplitMix64(sampling);
    this.size = new SingleWriterCount(groups.size());
    this.hotRows = new SingleWriterCount(groups.sizeBelow(tiers.hotSlotsPerGroup()));
    this.offered = new SingleWriterCount(groups.offered());
  }

  /** A new table in an empty or absent directory; the caller closes it. */
  public static ReplayTable open(ReplayConfig config, GroupRange owned, Path directory) {
    requireInside(config, owned);
    RocksDbTier warm = RocksDbTier.create(directory, config.rowBytes(), config.warmMemoryBytes());
    return CloseOnFailure.run(
        warm,
        () ->
            new ReplayTable(
                config,
                owned,
                new TierStack(config, owned, warm),
                GroupSet.empty(config, owned),
                TableState.initial(config, owned).samplingState()));
  }

  /**
   * A table that goes on from snapshots, in an empty or absent directory; the caller closes it and
   * keeps the snapshots.
   *
   * <p>One snapshot of just the owned groups is linked in: file names stay, and so does the
   * sequence of samples. From any other set the owned groups are copied into new files, each must
   * be in one snapshot, and a new sequence of samples begins. The hot tier is filled before this
   * returns.
   *
   * @throws IncompatibleSnapshotException if configuration or groups don't fit
   */
  public static ReplayTable restore(
      ReplayConfig config, GroupRange owned, Path directory, List<SnapshotSource> sources) {
    requireInside(config, owned);
    RocksDbTier warm = new SnapshotRestore(config, owned).openRestored(directory, sources);
    return CloseOnFailure.run(
        warm,
        () -> restored(config, owned, warm, TableState.load(warm, directory).samplingState()));
  }

  private static ReplayTable restored(
      ReplayConfig config, GroupRange owned, RocksDbTier warm, long sampling) {
    GroupSet groups = GroupSet.load(config, owned, warm);
    TierStack tiers = new TierStack(config, owned, warm);
    return CloseOnFailure.run(
        tiers,
        () -> {
          tiers.fillHot(owned);
          return new ReplayTable(config, owned, tiers, groups, sampling);
        });
  }

  /**
   * Offers one row: the remaining bytes of {@code row}, whose position stays. A stored row can be
   * drawn at once.
   */
  public Offer offer(int group, ByteBuffer row) {
    requireOpen();
    if (row.remaining() != config.rowBytes()) {
      throw new IllegalArgumentException(
          "replay row length differs: group=%d, bytes=%d, expected=%d"
              .formatted(group, row.remaining(), config.rowBytes()));
    }
    Group target = groups.group(group);
    boolean full = target.isFull();
    int slot = target.place();
    offered.increment();
    if (slot == Retention.NO_SLOT) {
      return Offer.SKIPPED;
    }
    tiers.write(group, slot, row);
    if (full) {
      return Offer.REPLACED;
    }
    countStored(group, slot);
    return Offer.STORED;
  }

  private void countStored(int group, int slot) {
    groups.slotTaken(group);
    size.increment();
    if (tiers.isHot(slot)) {
      hotRows.increment();
    }
  }

  /**
   * Draws rows with replacement, every stored row equally likely, and writes row i at the absolute
   * index {@code i * rowBytes} of {@code out}, whose position and limit stay.
   */
  public SampleInfo sample(int rows, ByteBuffer out) {
    requireOpen();
    if (rows < 0 || (long) rows * config.rowBytes() > out.limit()) {
      throw new IllegalArgumentException(
          "replay batch doesn't fit: rows=%d, rowBytes=%d, buffer=%d bytes"
              .formatted(rows, config.rowBytes(), out.limit()));
    }
    long tableSize = groups.size();
    if (tableSize == 0) {
      return new SampleInfo(0, 0, 0);
    }
    for (int i = 0; i < rows; i++) {
      long address = groups.draw(sampling);
      tiers.read((int) (address >>> Integer.SIZE), (int) address, out, i * config.rowBytes());
    }
    return new SampleInfo(rows, tableSize, 1.0 / tableSize);
  }

  /** Rows stored. */
  public long size() {
    return groups.size();
  }

  /** Visits every stored row, by group and slot. The visitor doesn't call this table. */
  public void forEachRow(RowVisitor visitor) {
    requireOpen();
    for (int group = owned.first(); group <= owned.last(); group++) {
      tiers.warm().scan(group, config.capacityPerGroup(), visitor);
    }
  }

  /** From any thread; the counts are each exact, but not of one instant. */
  public ReplayStats stats() {
    long rows = size.value();
    long hot = Math.min(rows, hotRows.value());
    return new ReplayStats(
        rows,
        hot,
        rows - hot,
        offered.value(),
        tiers.hotHits(),
        tiers.warmReads(),
        tiers.warm().diskBytes());
  }

  /**
   * Links the table as it is now into {@code target}, a new directory inside an existing one:
   * RocksDB's files and nothing else. Files {@code *.sst} never change, and snapshots of one table
   * (also of one restored from a snapshot of just its groups) that have such a file by the same
   * name share its bytes. All other files are small and belong to one snapshot.
   */
  public void snapshotTo(Path target) {
    requireOpen();
    groups.save(tiers.warm());
    TableState state = TableState.of(config, owned, sampling.state());
    tiers.warm().writeTableState(TableLayout.encode(state));
    tiers.warm().snapshotTo(target);
  }

  /** Gives memory and native handles back at once. The directory is the caller's to delete. */
  @Override
  public void close() {
    closed = true;
    tiers.close();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("replay table is closed: groups=" + owned);
    }
  }

  private static void requireInside(ReplayConfig config, GroupRange owned) {
    if (owned.last() >= config.groups()) {
      throw new IllegalArgumentException(
          "replay table: owned=%s reaches beyond groups=%d".formatted(owned, config.groups()));
    }
  }
}
