package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.ChangeLayout;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.tier.cold.ColdTier;
import io.thalweg.replay.tier.rocksdb.WarmOptions;

/**
 * What a replay table is made of. Immutable.
 *
 * @param rowBytes bytes of every row, 1 to 16 MiB; never changed after the offer
 * @param columnBytes bytes that every row has beside, which can be rewritten; 0 to 64 KiB
 * @param groups number of groups of the whole key space (Flink's maximum parallelism), 1 to 32768
 * @param capacityRows rows that all groups of all instances keep together; divided evenly, rounded
 *     up
 * @param retention which rows a full group keeps
 * @param selection how rows are drawn
 * @param limits when rows may be drawn
 * @param tiers memory and disk of one instance
 * @param seed of every random choice
 */
public record ReplayConfig(
    int rowBytes,
    int columnBytes,
    int groups,
    long capacityRows,
    Retention retention,
    Selection selection,
    RateLimits limits,
    TierSizes tiers,
    long seed) {

  static final int MAX_ROW_BYTES = 16 << 20;
  static final int MAX_COLUMN_BYTES = 1 << 16;
  static final int MAX_GROUPS = 1 << 15;
  private static final int TARGET_BLOCK_BYTES = 32 << 10;
  private static final int STAGING_BYTES = 32 << 20;
  private static final int STAGING_ROWS = 1 << 16;
  private static final int READ_THREADS = 2;
  private static final int DIRECT_READ_THREADS = 8;
  private static final int MIN_READS_AHEAD = 2;
  private static final int MAX_READS_AHEAD = 64;
  private static final int READ_AHEAD_BYTES = 4 << 20;
  private static final int LEAST_BLOCK_FILES = 32;
  private static final int MOST_BLOCK_FILES = 512;
  private static final int MIN_POOL_BLOCKS = 16;

  /** Of the rows in the warm tier's files, at most: with more, cleaning finds too little. */
  private static final double MOST_LIVING = 0.8;

  private static final long KEY_AND_OVERHEAD_BYTES = 24;
  private static final long CHANGE_DISK_BYTES = ChangeLayout.BYTES + KEY_AND_OVERHEAD_BYTES;

  /** Small buffers of fixed length. */
  private static final long BUFFERS_BYTES = 1 << 16;

  /** Subject, time, ordinal, slot, and place in the order of sealing. */
  private static final long STAGED_ROW_HEAP_BYTES = 3 * Long.BYTES + 2 * Integer.BYTES;

  private static final long DEFAULT_TIER_BYTES = 32 << 20;
  private static final long DEFAULT_SEED = 42;

  public ReplayConfig {
    Limits.requireWithin("rowBytes", rowBytes, 1, MAX_ROW_BYTES);
    Limits.requireWithin("columnBytes", columnBytes, 0, MAX_COLUMN_BYTES);
    Limits.requireWithin("groups", groups, 1, MAX_GROUPS);
    Limits.requireWithin("capacityRows", capacityRows, 1, (long) groups * Integer.MAX_VALUE);
  }

  /** Uniform draws from a reservoir, 32 MiB for each of hot and warm memory. */
  public static ReplayConfig of(int rowBytes, int groups, long capacityRows) {
    return new ReplayConfig(
        rowBytes,
        0,
        groups,
        capacityRows,
        Retention.RESERVOIR,
        Selection.UNIFORM,
        RateLimits.NONE,
        TierSizes.of(DEFAULT_TIER_BYTES, DEFAULT_TIER_BYTES),
        DEFAULT_SEED);
  }

  public ReplayConfig withColumns(int bytes) {
    return new ReplayConfig(
        rowBytes, bytes, groups, capacityRows, retention, selection, limits, tiers, seed);
  }

  public ReplayConfig withRetention(Retention kept) {
    return new ReplayConfig(
        rowBytes, columnBytes, groups, capacityRows, kept, selection, limits, tiers, seed);
  }

  public ReplayConfig withSelection(Selection drawn) {
    return new ReplayConfig(
        rowBytes, columnBytes, groups, capacityRows, retention, drawn, limits, tiers, seed);
  }

  public ReplayConfig withLimits(RateLimits rates) {
    return new ReplayConfig(
        rowBytes, columnBytes, groups, capacityRows, retention, selection, rates, tiers, seed);
  }

  public ReplayConfig withTiers(TierSizes sizes) {
    return new ReplayConfig(
        rowBytes, columnBytes, groups, capacityRows, retention, selection, limits, sizes, seed);
  }

  public ReplayConfig withSeed(long newSeed) {
    return new ReplayConfig(
        rowBytes, columnBytes, groups, capacityRows, retention, selection, limits, tiers, newSeed);
  }

  /** Slots of every group: {@code capacityRows / groups}, rounded up. */
  public int capacityPerGroup() {
    return Math.toIntExact((capacityRows - 1) / groups + 1);
  }

  /** Rows of a full block. */
  int blockRows() {
    int fitting = TARGET_BLOCK_BYTES / rowBytes;
    return Math.max(1, Math.min(BlockTable.MAX_ROWS, Integer.highestOneBit(Math.max(1, fitting))));
  }

  int blockBytes() {
    return blockRows() * rowBytes;
  }

  /** What the record of a block has for each row. */
  int entryBytes() {
    return EntryLayout.ENTRY_BYTES + columnBytes;
  }

  /** Threads that read blocks. */
  int readThreads() {
    return tiers.reads() == TierSizes.ReadMode.DIRECT ? DIRECT_READ_THREADS : READ_THREADS;
  }

  /** Blocks that are read ahead, at most. */
  int readsAhead() {
    return Math.max(MIN_READS_AHEAD, Math.min(MAX_READS_AHEAD, READ_AHEAD_BYTES / blockBytes()));
  }

  /** Slots of the groups of one instance. */
  int slots(GroupRange owned) {
    long slots = (long) owned.size() * capacityPerGroup();
    if (slots > Integer.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "replay configuration: %d rows in one instance (groups %s) are more than %d; lower capacityRows or raise the parallelism"
              .formatted(slots, owned, Integer.MAX_VALUE / 4));
    }
    return (int) slots;
  }

  /** Rows that wait in memory to be sealed, at most. */
  int stagingRows(GroupRange owned) {
    int most = Math.min(STAGING_ROWS, Math.max(blockRows(), STAGING_BYTES / rowBytes));
    return Math.max(blockRows(), Math.min(most, slots(owned) / 8));
  }

  /** The smallest {@code hotBytes} that do for an instance of these groups. */
  public long leastHotBytes(GroupRange owned) {
    return leastHotRows(owned) * hotRowBytes();
  }

  private long leastHotRows(GroupRange owned) {
    return Math.min(slots(owned), (long) MIN_POOL_BLOCKS * blockRows());
  }

  /** A hot row has its key beside it. */
  private long hotRowBytes() {
    return (long) rowBytes + Long.BYTES;
  }

  /** Rows of the hot tier. */
  int hotRows(GroupRange owned) {
    int slots = slots(owned);
    long rows = Math.min(slots, tiers.hotBytes() / hotRowBytes());
    long least = leastHotRows(owned);
    if (rows < least) {
      throw new IllegalArgumentException(
          "replay configuration: hotBytes=%d holds %d rows of %d bytes and their keys, at least %d are needed; set hotBytes to %d or more"
              .formatted(tiers.hotBytes(), rows, rowBytes, least, least * hotRowBytes()));
    }
    return (int) rows;
  }

  /** Blocks that may exist at a time: half as many again as full ones would be, and some. */
  int blocks(GroupRange owned) {
    int full = slots(owned) / blockRows() + 1;
    return full + full / 2 + 4 * (stagingRows(owned) / blockRows()) + BlockTable.MAX_ROWS;
  }

  /** The bound of the warm tier's disk, also when the configuration sets none. */
  long warmDiskBytes(GroupRange owned) {
    if (tiers.warmDiskBytes() > 0) {
      return tiers.warmDiskBytes();
    }
    return leastWarmDiskBytes(owned) + (long) rowBytes * slots(owned);
  }

  /**
   * The smallest {@code warmDiskBytes}, if not 0, for an instance of these groups: records of every
   * row, also of those in the cold tier, twice while they are compacted; all rows if there is no
   * cold tier; and the reserve.
   */
  public long leastWarmDiskBytes(GroupRange owned) {
    long slots = slots(owned);
    long record = 2L * (entryBytes() + rewriteBytes() + 2 * KEY_AND_OVERHEAD_BYTES);
    long records = slots * record + 2 * mostChanges(owned) * CHANGE_DISK_BYTES;
    long rows =
        tiers.coldDiskBytes() > 0 ? 2 * fileBytes() : (long) (slots * rowBytes / MOST_LIVING);
    return records + rows + warmReserveBytes(owned);
  }

  /** Disk that what is in memory, one sealing, and one cleaning may take before upkeep acts. */
  long warmReserveBytes(GroupRange owned) {
    long sealed = rowBytes + entryBytes() + KEY_AND_OVERHEAD_BYTES;
    return WarmOptions.writeBufferBytes(tiers.warmMemoryBytes())
        + stagingRows(owned) * sealed
        + 2 * fileBytes();
  }

  /** Files of blocks that there may be: one for each MiB of rows, within limits. */
  int mostBlockFiles(GroupRange owned) {
    long ofRows = ((long) slots(owned) * rowBytes) >> 20;
    return (int) Math.max(LEAST_BLOCK_FILES, Math.min(MOST_BLOCK_FILES, ofRows));
  }

  /** Deletions and blocks since the oldest block, at most: each leaves a record. */
  long mostChanges(GroupRange owned) {
    return 2L * slots(owned) + 2L * blocks(owned);
  }

  /** A file of blocks, at most. */
  long fileBytes() {
    return WarmOptions.blockFileBytes(tiers.warmMemoryBytes()) + 2L * blockBytes();
  }

  private int rewriteBytes() {
    return EntryLayout.REWRITE_BYTES + columnBytes;
  }

  /** A cold segment of so many blocks, at most. */
  static long segmentBytes(int blocks, int blockBytes) {
    return ColdTier.mostBytes(Math.min(blocks, ColdTier.MAX_BLOCKS), blockBytes);
  }

  private long leastColdDiskBytes() {
    int blocks = (int) Math.min(ColdTier.MAX_BLOCKS, fileBytes() / blockBytes() + 1);
    return 2 * segmentBytes(blocks, blockBytes());
  }

  /** Refuses what one instance could not hold its bounds with. */
  void requireHoldable(GroupRange owned) {
    hotRows(owned);
    if ((long) blocks(owned) * BlockTable.MAX_ROWS > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "replay configuration: %d rows of %d bytes in one instance (groups %s) are too many; lower capacityRows or raise the parallelism"
              .formatted(slots(owned), rowBytes, owned));
    }
    requireAtLeast("warmDiskBytes", warmDiskBytes(owned), leastWarmDiskBytes(owned));
    if (tiers.coldDiskBytes() > 0) {
      requireAtLeast("coldDiskBytes", tiers.coldDiskBytes(), leastColdDiskBytes());
    }
  }

  private void requireAtLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "replay configuration: %s=%d is too small for %d rows of %d bytes in %d groups; set it to %d or more"
              .formatted(name, value, capacityRows, rowBytes, groups, least));
    }
  }

  /**
   * Memory that one instance takes for its table at most, off-heap and on the heap: the hot and
   * warm tiers as configured, and what is known of every row; not what a restore needs beside.
   */
  public long memoryBytes(GroupRange owned) {
    return directBytes(owned) + tiers.warmMemoryBytes() + heapBytes(owned);
  }

  /** In direct buffers. */
  long directBytes(GroupRange owned) {
    long hotRowBytes = (long) rowBytes + Long.BYTES;
    return hotRows(owned) * hotRowBytes
        + stagingRows(owned) * hotRowBytes
        + (long) slots(owned) * columnBytes
        + (long) readsAhead() * (blockBytes() + Long.BYTES)
        + 4L * blockBytes()
        + 3L * blockRows() * entryBytes()
        + rowBytes
        + coldBuffersBytes()
        + BUFFERS_BYTES;
  }

  /** Compressed blocks, one in every thread that reads and one that is written. */
  private long coldBuffersBytes() {
    return tiers.coldDiskBytes() == 0
        ? 0
        : (readThreads() + 2L) * 2 * segmentBytes(1, blockBytes());
  }

  /** In arrays. */
  private long heapBytes(GroupRange owned) {
    long slots = slots(owned);
    long window = retention == Retention.WINDOW ? 2L * Integer.BYTES : 0;
    long loss = retention == Retention.LOSS_AWARE ? Float.BYTES : 0;
    long weight = selection.equals(Selection.UNIFORM) ? 0 : 4L * Double.BYTES;
    return slots * (SlotTable.BYTES_PER_SLOT + window + loss + weight)
        + blocks(owned) * BlockTable.BYTES_PER_BLOCK
        + (long) hotRows(owned) * Integer.BYTES
        + stagingRows(owned) * STAGED_ROW_HEAP_BYTES;
  }
}
