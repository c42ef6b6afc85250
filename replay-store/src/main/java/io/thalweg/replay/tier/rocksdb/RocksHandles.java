package io.thalweg.replay.tier.rocksdb;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The owner of every native handle of one database; nobody else creates or closes one. Confined to
 * the table's thread.
 *
 * <p>Memory: 3 write buffers of an eighth of the budget, and a cache of five eighths for data,
 * index and filter blocks. Every read names a row that exists, so the last level needs no filter.
 * The write-ahead log is off: a snapshot is what lasts.
 *
 * <p>The native library is loaded once per JVM by {@link RocksDB#loadLibrary()}, which does nothing
 * after Flink's state backend has loaded it, and the other way round.
 */
final class RocksHandles implements AutoCloseable {
  private static final int WRITE_BUFFERS = 3;
  private static final int BUDGET_PARTS = 8;
  private static final double FILTER_BITS_PER_KEY = 10;
  private static final long SCAN_READ_AHEAD_BYTES = 2 << 20;
  private static final AtomicLong OPEN = new AtomicLong();

  private final Deque<RocksObject> owned = new ArrayDeque<>();
  final ReadOptions reads;
  final ReadOptions scans;
  final WriteOptions writes;
  final FlushOptions flushes;
  final WriteBatch batch;
  final RocksDB db;

  /** Opens read-only what exists, or read-write what may not. */
  enum Access {
    READ_WRITE,
    READ_ONLY
  }

  RocksHandles(Path directory, long memoryBytes, Access access) throws RocksDBException {
    RocksDB.loadLibrary();
    boolean opened = false;
    try {
      reads = own(new ReadOptions()).setVerifyChecksums(true);
      scans =
          own(new ReadOptions())
              .setVerifyChecksums(true)
              .setFillCache(false)
              .setReadaheadSize(SCAN_READ_AHEAD_BYTES);
      writes = own(new WriteOptions()).setDisableWAL(true);
      flushes = own(new FlushOptions()).setWaitForFlush(true);
      batch = own(new WriteBatch());
      Options options = options(memoryBytes);
      db =
          own(
              access == Access.READ_ONLY
                  ? RocksDB.openReadOnly(options, directory.toString())
                  : RocksDB.open(options, directory.toString()));
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  private Options options(long memoryBytes) {
    long part = memoryBytes / BUDGET_PARTS;
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(own(new LRUCache(memoryBytes - WRITE_BUFFERS * part)))
            .setFilterPolicy(own(new BloomFilter(FILTER_BITS_PER_KEY)))
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    return own(new Options())
        .setCreateIfMissing(true)
        .setWriteBufferSize(part)
        .setMaxWriteBufferNumber(WRITE_BUFFERS)
        .setOptimizeFiltersForHits(true)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(table)
        .setAvoidFlushDuringShutdown(true)
        .setInfoLogLevel(InfoLogLevel.HEADER_LEVEL)
        .setKeepLogFileNum(1)
        .setStatsDumpPeriodSec(0);
  }

  /** The caller hands it to {@link #release}. */
  RocksIterator openScan() {
    return own(db.newIterator(scans));
  }

  /** The caller hands it to {@link #release}. */
  Checkpoint openCheckpoint() {
    return own(Checkpoint.create(db));
  }

  void release(RocksObject handle) {
    owned.remove(handle);
    handle.close();
    OPEN.decrementAndGet();
  }

  private <T extends RocksObject> T own(T handle) {
    owned.push(handle);
    OPEN.incrementAndGet();
    return handle;
  }

  /** Handles of this JVM that are taken and not yet released. */
  static long open() {
    return OPEN.get();
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      release(owned.peek());
    }
  }
}
