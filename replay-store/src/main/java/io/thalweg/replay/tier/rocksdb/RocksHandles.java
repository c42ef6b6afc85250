package io.thalweg.replay.tier.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The owner of every native handle of one database; nobody else creates or closes one. Confined to
 * the table's thread, but for reads of blocks.
 *
 * <p>Memory, in sixteenths of the budget: three write buffers of two for blocks, two of one for
 * records, two of a half for rewrites, two of one for state, and the rest a cache for data, index
 * and filter blocks. The write-ahead log is off: a snapshot is what lasts.
 *
 * <p>Blocks come in ascending order of their keys, so their files never overlap and a compaction
 * only moves them down a level, without reading or writing them.
 *
 * <p>The native library is loaded once per JVM by {@link RocksDB#loadLibrary()}, which does nothing
 * after Flink's state backend has loaded it, and the other way round.
 */
final class RocksHandles implements AutoCloseable {
  private static final double FILTER_BITS_PER_KEY = 10;
  private static final long SCAN_READ_AHEAD_BYTES = 2 << 20;
  private static final long ONE_FILE_PER_FLUSH = 1L << 40;
  private static final byte[] BLOCKS = "blocks".getBytes(StandardCharsets.UTF_8);
  private static final byte[] RECORDS = "records".getBytes(StandardCharsets.UTF_8);
  private static final byte[] REWRITES = "rewrites".getBytes(StandardCharsets.UTF_8);
  private static final AtomicLong OPEN = new AtomicLong();

  private final Deque<RocksObject> owned = new ArrayDeque<>();
  final ReadOptions reads;
  final ReadOptions streamReads;
  final ReadOptions scans;
  final WriteOptions writes;
  final FlushOptions flushes;
  final WriteBatch batch;
  final RocksDB db;
  final ColumnFamilyHandle state;
  final ColumnFamilyHandle blocks;
  final ColumnFamilyHandle records;
  final ColumnFamilyHandle rewrites;

  RocksHandles(Path directory, WarmOptions options) throws RocksDBException {
    RocksDB.loadLibrary();
    boolean opened = false;
    try {
      reads = own(new ReadOptions()).setVerifyChecksums(true);
      streamReads = own(new ReadOptions()).setVerifyChecksums(true).setFillCache(false);
      scans =
          own(new ReadOptions())
              .setVerifyChecksums(true)
              .setFillCache(false)
              .setReadaheadSize(SCAN_READ_AHEAD_BYTES);
      writes = own(new WriteOptions()).setDisableWAL(true);
      flushes = own(new FlushOptions()).setWaitForFlush(true);
      batch = own(new WriteBatch());
      List<ColumnFamilyDescriptor> families = families(options.memoryBytes());
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      DBOptions database = databaseOptions(options);
      db =
          own(
              options.access() == WarmOptions.Access.READ_ONLY
                  ? RocksDB.openReadOnly(database, directory.toString(), families, handles)
                  : RocksDB.open(database, directory.toString(), families, handles));
      handles.forEach(this::own);
      state = handles.get(0);
      blocks = handles.get(1);
      records = handles.get(2);
      rewrites = handles.get(3);
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  private DBOptions databaseOptions(WarmOptions options) {
    return own(new DBOptions())
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setUseDirectReads(options.reads() == WarmOptions.Reads.DIRECT)
        .setAvoidFlushDuringShutdown(true)
        .setInfoLogLevel(InfoLogLevel.HEADER_LEVEL)
        .setKeepLogFileNum(1)
        .setStatsDumpPeriodSec(0);
  }

  private List<ColumnFamilyDescriptor> families(long memoryBytes) {
    long part = WarmOptions.part(memoryBytes);
    Cache cache = own(new LRUCache(memoryBytes - WarmOptions.writeBufferBytes(memoryBytes)));
    return List.of(
        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, small(cache, part, 2)),
        new ColumnFamilyDescriptor(BLOCKS, large(cache, WarmOptions.blockFileBytes(memoryBytes))),
        new ColumnFamilyDescriptor(RECORDS, small(cache, part, 2)),
        new ColumnFamilyDescriptor(REWRITES, small(cache, part / 2, 2)));
  }

  /** For blocks: files are moved, never merged, and hold bytes that need no second compression. */
  private ColumnFamilyOptions large(Cache cache, long writeBufferBytes) {
    return own(new ColumnFamilyOptions())
        .setWriteBufferSize(writeBufferBytes)
        .setMaxWriteBufferNumber(3)
        .setLevel0FileNumCompactionTrigger(1)
        .setTargetFileSizeBase(ONE_FILE_PER_FLUSH)
        .setLevelCompactionDynamicLevelBytes(true)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true));
  }

  private ColumnFamilyOptions small(Cache cache, long writeBufferBytes, int writeBuffers) {
    return own(new ColumnFamilyOptions())
        .setWriteBufferSize(writeBufferBytes)
        .setMaxWriteBufferNumber(writeBuffers)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(own(new BloomFilter(FILTER_BITS_PER_KEY)))
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true));
  }

  /** The caller hands it to {@link #release}. */
  RocksIterator openScan(ColumnFamilyHandle family) {
    return own(db.newIterator(family, scans));
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

  byte[] blocksName() {
    return BLOCKS;
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
