package io.thalweg.bench.replay.floor;

import static io.thalweg.bench.replay.floor.Rows.BATCH_BYTES;
import static io.thalweg.bench.replay.floor.Rows.BATCH_ROWS;
import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.EnvOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.SstFileWriter;

/**
 * A RocksDB with one row a value: a batch is one get of each of its rows. It reads past the page
 * cache, so that the memory it is given is all it has: filters and indexes come out of it too.
 * Confined to one thread.
 */
public final class RocksDbGets implements AutoCloseable {
  private static final long WRITE_BUFFER_BYTES = 8 << 20;
  private static final double FILTER_BITS_PER_KEY = 10;

  /** Rows of a file that is loaded: 256 MB. */
  private static final long FILE_ROWS = 512 << 10;

  private final Deque<RocksObject> owned = new ArrayDeque<>();
  private final long rows;
  private final RocksDB db;
  private final ReadOptions reads;
  private final ByteBuffer key = ByteBuffer.allocateDirect(Long.BYTES);
  private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
  private final SplittableRandom random = new SplittableRandom(7);

  private RocksDbGets(Path directory, long rows, long memoryBytes)
      throws RocksDBException, IOException {
    this.rows = rows;
    boolean loaded = false;
    try {
      Options options = options(memoryBytes);
      reads = own(new ReadOptions());
      db = own(RocksDB.open(options, directory.toString()));
      load(options, directory.resolveSibling(directory.getFileName() + "-loading"));
      loaded = true;
    } finally {
      if (!loaded) {
        close();
      }
    }
  }

  /**
   * Opens a new database in the directory and fills it.
   *
   * @param memoryBytes for the block cache and the write buffers together
   */
  public static RocksDbGets load(Path directory, long rows, long memoryBytes)
      throws RocksDBException, IOException {
    RocksDB.loadLibrary();
    return new RocksDbGets(Files.createDirectories(directory), rows, memoryBytes);
  }

  private Options options(long memoryBytes) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(own(new LRUCache(memoryBytes - 2 * WRITE_BUFFER_BYTES)))
            .setFilterPolicy(own(new BloomFilter(FILTER_BITS_PER_KEY)))
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true);
    return own(new Options())
        .setCreateIfMissing(true)
        .setUseDirectReads(true)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxWriteBufferNumber(2)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setTableFormatConfig(table);
  }

  /** By files that are written in order and moved in: no compaction, then or later. */
  private void load(Options options, Path staging) throws RocksDBException, IOException {
    Files.createDirectories(staging);
    Rows source = new Rows(1);
    try (EnvOptions env = new EnvOptions();
        IngestExternalFileOptions move = new IngestExternalFileOptions().setMoveFiles(true)) {
      for (long first = 0; first < rows; first += FILE_ROWS) {
        String file = staging.resolve(first + ".sst").toString();
        try (SstFileWriter writer = new SstFileWriter(env, options)) {
          writer.open(file);
          for (long n = first; n < Math.min(first + FILE_ROWS, rows); n++) {
            writer.put(key(n), source.row(n));
          }
          writer.finish();
        }
        db.ingestExternalFile(List.of(file), move);
      }
    }
    Files.delete(staging);
  }

  /** Draws batches uniformly for so long; rows per second. */
  public double rowsPerSecond(Duration time) throws RocksDBException {
    long start = System.nanoTime();
    long elapsed = 0;
    long drawn = 0;
    while (elapsed < time.toNanos()) {
      sample();
      drawn += BATCH_ROWS;
      elapsed = System.nanoTime() - start;
    }
    return drawn * 1e9 / elapsed;
  }

  void sample() throws RocksDBException {
    for (int i = 0; i < BATCH_ROWS; i++) {
      long number = random.nextLong(rows);
      int start = i * ROW_BYTES;
      batch.limit(start + ROW_BYTES).position(start);
      if (db.get(reads, key(number), batch) != ROW_BYTES) {
        throw new IllegalStateException(
            "a row is missing: row=%d, rows=%d".formatted(number, rows));
      }
    }
  }

  private ByteBuffer key(long number) {
    return key.clear().putLong(0, number);
  }

  ByteBuffer batch() {
    return batch.clear();
  }

  private <T extends RocksObject> T own(T handle) {
    owned.push(handle);
    return handle;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}
