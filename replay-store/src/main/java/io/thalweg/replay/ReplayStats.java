package io.thalweg.replay;

/**
 * Counts of one table. Immutable.
 *
 * @param size rows stored, {@code hotRows + warmRows}
 * @param hotRows rows that are drawn from memory
 * @param warmRows rows that are read from a file first
 * @param offered rows ever offered to the owned groups, before a restore too
 * @param drawn rows sampled since the table was opened
 * @param blockReads rows that came to memory from a block since the table was opened
 * @param warmDiskBytes RocksDB's live files; 0 once the table is closed
 * @param coldDiskBytes segment files
 */
public record ReplayStats(
    long size,
    long hotRows,
    long warmRows,
    long offered,
    long drawn,
    long blockReads,
    long warmDiskBytes,
    long coldDiskBytes) {}
