package io.thalweg.replay;

/**
 * Counts of one table. Immutable.
 *
 * @param size rows stored, {@code hotRows + warmRows}
 * @param hotRows rows that are read from memory
 * @param warmRows rows that only RocksDB holds
 * @param offered rows ever offered to the owned groups, before a restore too
 * @param hotHits rows sampled from memory since the table was opened
 * @param warmReads rows sampled from RocksDB since the table was opened
 * @param warmDiskBytes RocksDB's live files; 0 once the table is closed
 */
public record ReplayStats(
    long size,
    long hotRows,
    long warmRows,
    long offered,
    long hotHits,
    long warmReads,
    long warmDiskBytes) {}
