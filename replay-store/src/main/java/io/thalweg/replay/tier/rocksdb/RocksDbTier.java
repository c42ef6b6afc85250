package io.thalweg.replay.tier.rocksdb;

import io.thalweg.replay.tier.BlockSource;
import io.thalweg.replay.tier.TierException;
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

/**
 * The warm tier: blocks of rows, records of what is in them, rewrites of slots, and the state of
 * the table, in one RocksDB. Confined to the table's thread, but for {@link #readBlock}, which is
 * thread-safe while the tier is open, and {@link #diskBytes} and {@link #close}, which exclude each
 * other.
 *
 * <p>Writes of one thing gather until {@link #commit}, which does all or none of them. Nothing
 * survives a crash but what {@link #snapshotTo} has linked away.
 */
public final class RocksDbTier implements AutoCloseable {
  private static final String DISK_BYTES_PROPERTY = "rocksdb.live-sst-files-size";

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

  /** The remaining bytes of {@code rows}, whose position stays. */
  public void putBlock(long sequence, ByteBuffer rows) {
    put(handles.blocks, KeyLayout.block(key, sequence), rows);
  }

  public void deleteBlock(long sequence) {
    delete(handles.blocks, KeyLayout.block(key, sequence));
  }

  /** Blocks and changes share one order of sequence numbers. */
  public void putRecord(long sequence, ByteBuffer record) {
    put(handles.records, KeyLayout.block(key, sequence), record);
  }

  public void deleteRecord(long sequence) {
    delete(handles.records, KeyLayout.block(key, sequence));
  }

  /** All records below a sequence number. */
  public void deleteRecordsBelow(long sequence) {
    try {
      handles.batch.deleteRange(handles.records, KeyLayout.block(0), KeyLayout.block(sequence));
    } catch (RocksDBException e) {
      throw failure("delete", e);
    }
  }

  public void putRewrite(int group, int slot, ByteBuffer rewrite) {
    put(handles.rewrites, KeyLayout.slot(key, group, slot), rewrite);
  }

  public void deleteRewrite(int group, int slot) {
    delete(handles.rewrites, KeyLayout.slot(key, group, slot));
  }

  /** Does what has gathered; after a failure none of it is done, and nothing is gathered. */
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

  /** As {@link BlockSource#read}. */
  public int readBlock(long sequence, ByteBuffer scratch, ByteBuffer into) {
    return get(
        handles.blocks, handles.streamReads, KeyLayout.block(scratch, sequence), into.clear());
  }

  /** Whether there is one; then it is the remaining bytes of {@code into}. */
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

  /** Takes blocks or records in the order of their sequence numbers. */
  @FunctionalInterface
  public interface SequenceVisitor {
    /** {@code value} is borrowed: its remaining bytes are valid during the call only. */
    void visit(long sequence, ByteBuffer value);
  }

  /** Takes rewrites by group and slot. */
  @FunctionalInterface
  public interface SlotVisitor {
    /** {@code value} is borrowed: its remaining bytes are valid during the call only. */
    void visit(int group, int slot, ByteBuffer value);
  }

  /** One sequential read of all blocks; {@code value} holds at least one block. */
  public void scanBlocks(ByteBuffer value, SequenceVisitor visitor) {
    scan(handles.blocks, value, at -> visitor.visit(at.getLong(0), value));
  }

  /** One sequential read of all records; {@code value} holds at least one. */
  public void scanRecords(ByteBuffer value, SequenceVisitor visitor) {
    scan(handles.records, value, at -> visitor.visit(at.getLong(0), value));
  }

  /** One sequential read of all rewrites; {@code value} holds at least one. */
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

  /** At once, not with {@link #commit}. */
  public void writeState(byte kind, int number, byte[] value) {
    try {
      handles.db.put(handles.state, handles.writes, KeyLayout.state(kind, number), value);
    } catch (RocksDBException e) {
      throw failure("write", e);
    }
  }

  public void deleteState(byte kind, int number) {
    try {
      handles.db.delete(handles.state, handles.writes, KeyLayout.state(kind, number));
    } catch (RocksDBException e) {
      throw failure("delete", e);
    }
  }

  /** Null if none was written. */
  public byte @Nullable [] state(byte kind, int number) {
    try {
      return handles.db.get(handles.state, handles.reads, KeyLayout.state(kind, number));
    } catch (RocksDBException e) {
      throw failure("read", e);
    }
  }

  // ---- files ----

  /** The files that blocks lie in, by their first sequence number. */
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

  /**
   * Drops the files that lie wholly between two sequence numbers, both included, without reading
   * them. One that RocksDB is moving at this moment stays, and so do blocks that are in no file
   * yet.
   */
  public void dropFiles(long first, long last) {
    try {
      handles.db.deleteFilesInRanges(
          handles.blocks, List.of(KeyLayout.block(first), KeyLayout.block(last)), true);
    } catch (RocksDBException e) {
      throw failure("drop files", e);
    }
  }

  /** Writes the blocks that are in memory only to a file. */
  public void flushBlocks() {
    try {
      handles.db.flush(handles.flushes, handles.blocks);
    } catch (RocksDBException e) {
      throw failure("flush", e);
    }
  }

  /** Writes records and rewrites anew, without those that were deleted. */
  public void purgeRecords() {
    try {
      handles.db.flush(handles.flushes, List.of(handles.records, handles.rewrites));
      handles.db.compactRange(handles.records);
      handles.db.compactRange(handles.rewrites);
    } catch (RocksDBException e) {
      throw failure("purge", e);
    }
  }

  /** Writes the blocks between two sequence numbers anew, without those that were deleted. */
  public void purge(long first, long last) {
    try {
      handles.db.compactRange(handles.blocks, KeyLayout.block(first), KeyLayout.block(last + 1));
    } catch (RocksDBException e) {
      throw failure("purge", e);
    }
  }

  /**
   * Links everything committed so far into {@code target}, which must not exist. Files named {@code
   * *.sst} never change; successive snapshots of one database have them in common by name.
   */
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

  /** Bytes of the live table files. */
  public synchronized long diskBytes() {
    try {
      return closed ? 0 : handles.db.getAggregatedLongProperty(DISK_BYTES_PROPERTY);
    } catch (RocksDBException e) {
      throw failure("size", e);
    }
  }

  /** Drops what isn't in a snapshot. */
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
        "replay store failed: action=%s, directory=%s, cause=%s"
            .formatted(action, directory, reason),
        cause);
  }
}
