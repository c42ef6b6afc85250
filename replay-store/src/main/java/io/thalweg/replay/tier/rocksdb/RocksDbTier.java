package io.thalweg.replay.tier.rocksdb;

import io.thalweg.replay.tier.BlockFile;
import io.thalweg.replay.tier.BlockSource;
import io.thalweg.replay.tier.FullDisk;
import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.WarmTier;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** {@link WarmTier} in one RocksDB. Threads as there. */
public final class RocksDbTier implements WarmTier {
  private static final String FILES_PROPERTY = "rocksdb.live-sst-files-size";

  private final Path directory;
  private final RocksHandles handles;
  private final ByteBuffer key = ByteBuffer.allocateDirect(KeyLayout.BLOCK_BYTES);
  private boolean closed;

  private RocksDbTier(Path directory, WarmOptions options) {
    this.directory = directory;
    try {
      this.handles = new RocksHandles(directory, options);
    } catch (RocksDBException e) {
      throw failure("open", e);
    }
  }

  /** Opens what lies in a directory, or a new database; the caller closes it. */
  public static RocksDbTier open(Path directory, WarmOptions options) {
    return new RocksDbTier(directory, options);
  }

  // ---- writes that gather until commit ----

  @Override
  public void putBlock(long sequence, ByteBuffer rows) {
    put(handles.blocks, KeyLayout.block(key, sequence), rows);
  }

  @Override
  public void putRecord(long sequence, ByteBuffer record) {
    put(handles.records, KeyLayout.block(key, sequence), record);
  }

  @Override
  public void deleteRecord(long sequence) {
    delete(handles.records, KeyLayout.block(key, sequence));
  }

  @Override
  public void deleteRecordsBelow(long sequence) {
    try {
      handles.batch.deleteRange(handles.records, KeyLayout.block(0), KeyLayout.block(sequence));
    } catch (RocksDBException e) {
      throw failure("delete", e);
    }
  }

  @Override
  public void putRewrite(int group, int slot, ByteBuffer rewrite) {
    put(handles.rewrites, KeyLayout.slot(key, group, slot), rewrite);
  }

  @Override
  public void deleteRewrite(int group, int slot) {
    delete(handles.rewrites, KeyLayout.slot(key, group, slot));
  }

  @Override
  public void commit() {
    try {
      handles.db.write(handles.writes, handles.batch);
    } catch (RocksDBException e) {
      throw failure("write", e);
    } finally {
      handles.batch.clear();
    }
  }

  private void put(ColumnFamilyHandle family, ByteBuffer at, ByteBuffer value) {
    int position = value.position();
    try {
      handles.batch.put(family, at, value);
    } catch (RocksDBException e) {
      throw failure("write", e);
    } finally {
      value.position(position);
    }
  }

  private void delete(ColumnFamilyHandle family, ByteBuffer at) {
    try {
      handles.batch.delete(family, at);
    } catch (RocksDBException e) {
      throw failure("delete", e);
    }
  }

  // ---- reads ----

  @Override
  public int readBlock(long sequence, ByteBuffer scratch, ByteBuffer into) {
    return get(
        handles.blocks, handles.streamReads, KeyLayout.block(scratch, sequence), into.clear());
  }

  @Override
  public boolean readRecord(long sequence, ByteBuffer into) {
    return get(handles.records, handles.reads, KeyLayout.block(key, sequence), into.clear())
        != BlockSource.ABSENT;
  }

  private int get(ColumnFamilyHandle family, ReadOptions options, ByteBuffer at, ByteBuffer into) {
    try {
      int bytes = handles.db.get(family, options, at, into);
      if (bytes == RocksDB.NOT_FOUND) {
        return BlockSource.ABSENT;
      }
      requireFits(bytes, into);
      return bytes;
    } catch (RocksDBException e) {
      throw failure("read", e);
    }
  }

  @Override
  public void scanBlocks(ByteBuffer value, SequenceVisitor visitor) {
    scan(handles.blocks, value, at -> visitor.visit(at.getLong(0), value));
  }

  @Override
  public void scanRecords(ByteBuffer value, SequenceVisitor visitor) {
    scan(handles.records, value, at -> visitor.visit(at.getLong(0), value));
  }

  @Override
  public void scanRewrites(ByteBuffer value, SlotVisitor visitor) {
    scan(
        handles.rewrites,
        value,
        at -> visitor.visit(KeyLayout.groupOf(at), KeyLayout.slotOf(at), value));
  }

  private void scan(ColumnFamilyHandle family, ByteBuffer value, Consumer<ByteBuffer> visitor) {
    RocksIterator values = handles.openScan(family);
    try {
      for (values.seekToFirst(); values.isValid(); values.next()) {
        values.key(key.clear());
        requireFits(values.value(value.clear()), value);
        visitor.accept(key);
      }
      values.status();
    } catch (RocksDBException e) {
      throw failure("scan", e);
    } finally {
      handles.release(values);
    }
  }

  private void requireFits(int bytes, ByteBuffer value) {
    if (bytes > value.capacity()) {
      throw new TierException(
          "replay value damaged: bytes=%d, at most=%d, directory=%s"
              .formatted(bytes, value.capacity(), directory));
    }
  }

  // ---- state ----

  @Override
  public void writeState(byte kind, int number, byte[] value) {
    try {
      handles.db.put(handles.state, handles.writes, KeyLayout.state(kind, number), value);
    } catch (RocksDBException e) {
      throw failure("write", e);
    }
  }

  @Override
  public void deleteState(byte kind, int number) {
    try {
      handles.db.delete(handles.state, handles.writes, KeyLayout.state(kind, number));
    } catch (RocksDBException e) {
      throw failure("delete", e);
    }
  }

  @Override
  public byte @Nullable [] state(byte kind, int number) {
    try {
      return handles.db.get(handles.state, handles.reads, KeyLayout.state(kind, number));
    } catch (RocksDBException e) {
      throw failure("read", e);
    }
  }

  // ---- files ----

  @Override
  public List<BlockFile> blockFiles() {
    List<BlockFile> files = new ArrayList<>();
    for (LiveFileMetaData file : handles.db.getLiveFilesMetaData()) {
      if (Arrays.equals(file.columnFamilyName(), handles.blocksName())) {
        files.add(
            new BlockFile(
                KeyLayout.sequence(file.smallestKey()),
                KeyLayout.sequence(file.largestKey()),
                file.size()));
      }
    }
    files.sort(Comparator.comparingLong(BlockFile::first));
    return files;
  }

  @Override
  public void dropFiles(long first, long last) {
    try {
      deleteFiles(first, last);
      if (blockFiles().stream().anyMatch(file -> file.first() >= first && file.last() <= last)) {
        // RocksDB keeps what is new (level 0) or on the move: brings it down and waits for it.
        handles.db.compactRange(handles.blocks, KeyLayout.block(first), KeyLayout.block(last));
        deleteFiles(first, last);
      }
    } catch (RocksDBException e) {
      throw failure("drop files", e);
    }
  }

  private void deleteFiles(long first, long last) throws RocksDBException {
    handles.db.deleteFilesInRanges(
        handles.blocks, List.of(KeyLayout.block(first), KeyLayout.block(last)), true);
  }

  @Override
  public void flushBlocks() {
    try {
      handles.db.flush(handles.flushes, handles.blocks);
    } catch (RocksDBException e) {
      throw failure("flush", e);
    }
  }

  @Override
  public void purgeRecords() {
    try {
      handles.db.flush(handles.flushes, List.of(handles.records, handles.rewrites));
      handles.db.compactRange(handles.records);
      handles.db.compactRange(handles.rewrites);
    } catch (RocksDBException e) {
      throw failure("purge", e);
    }
  }

  @Override
  public void snapshotTo(Path target) {
    try {
      handles.db.flush(
          handles.flushes,
          List.of(handles.state, handles.blocks, handles.records, handles.rewrites));
      Checkpoint checkpoint = handles.openCheckpoint();
      try {
        checkpoint.createCheckpoint(target.toString());
      } finally {
        handles.release(checkpoint);
      }
    } catch (RocksDBException e) {
      throw failure("snapshot to " + target, e);
    }
  }

  @Override
  public synchronized long diskBytes() {
    try {
      return closed ? 0 : handles.db.getAggregatedLongProperty(FILES_PROPERTY);
    } catch (RocksDBException e) {
      throw failure("size", e);
    }
  }

  /** Drops what isn't in a snapshot. */
  /** Of write buffers and cache at present. */
  long memoryBytes() {
    try {
      return handles.db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables")
          + handles.db.getLongProperty(handles.blocks, "rocksdb.block-cache-usage");
    } catch (RocksDBException e) {
      throw failure("size", e);
    }
  }

  @Override
  public long recordBytes() {
    try {
      return handles.db.getLongProperty(handles.records, FILES_PROPERTY)
          + handles.db.getLongProperty(handles.rewrites, FILES_PROPERTY);
    } catch (RocksDBException e) {
      throw failure("size", e);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      handles.close();
    }
  }

  private TierException failure(String action, RocksDBException cause) {
    String reason = String.valueOf(cause.getMessage()).replace('\n', ' ').strip();
    return new TierException(
        "replay store failed: action=%s, directory=%s, cause=%s%s"
            .formatted(action, directory, reason, FullDisk.advice(reason)),
        cause);
  }
}
