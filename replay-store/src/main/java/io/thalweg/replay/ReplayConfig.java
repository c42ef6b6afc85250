package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.index.SlotTable;

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
  private static final int MIN_POOL_BLOCKS = 16;
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
    return leastHotRows(owned) * rowBytes;
  }

  private long leastHotRows(GroupRange owned) {
    return Math.min(slots(owned), (long) MIN_POOL_BLOCKS * blockRows());
  }

  /** Rows of the hot tier. */
  int hotRows(GroupRange owned) {
    int slots = slots(owned);
    long rows = Math.min(slots, tiers.hotBytes() / rowBytes);
    long least = leastHotRows(owned);
    if (rows < least) {
      throw new IllegalArgumentException(
          "replay configuration: hotBytes=%d holds %d rows of %d bytes, at least %d are needed; set hotBytes to %d or more"
              .formatted(tiers.hotBytes(), rows, rowBytes, least, least * rowBytes));
    }
    return (int) rows;
  }

  /** Blocks that may exist at a time: half as many again as full ones would be, and some. */
  int blocks(GroupRange owned) {
    int full = slots(owned) / blockRows() + 1;
    return full + full / 2 + 4 * (stagingRows(owned) / blockRows()) + BlockTable.MAX_ROWS;
  }

  /** The bound that the warm tier's disk has when the configuration sets none. */
  long warmDiskBytes(GroupRange owned) {
    if (tiers.warmDiskBytes() > 0) {
      return tiers.warmDiskBytes();
    }
    return 2 * (rowBytes + rowOverhead()) * slots(owned) + 4 * tiers.warmMemoryBytes();
  }

  /**
   * The smallest {@code warmDiskBytes}, if not 0, that surely do for an instance of these groups.
   * The cold tier takes rows; what is known of each stays in the warm one.
   */
  public long leastWarmDiskBytes(GroupRange owned) {
    long rows = tiers.coldDiskBytes() > 0 ? 0 : rowBytes;
    return 2 * (rows + rowOverhead()) * slots(owned) + 4 * tiers.warmMemoryBytes();
  }

  private long rowOverhead() {
    return 2L * (columnBytes + EntryLayout.ENTRY_BYTES);
  }

  /** Memory of one instance beside the tiers: slots, columns, blocks, staging and reads ahead. */
  long indexBytes(GroupRange owned) {
    long slots = slots(owned);
    return slots * (SlotTable.BYTES_PER_SLOT + columnBytes)
        + blocks(owned) * (4L * BlockTable.MAX_ROWS + 26)
        + stagingRows(owned) * (rowBytes + 32L);
  }
}
