package io.thalweg.replay.tier.rocksdb;

import io.thalweg.replay.tier.BlockSource;
import io.thalweg.replay.tier.TierException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The warm tier: blocks of rows, an entry for each slot, rewrites of entries, and the state of the
 * table, in one RocksDB. Confined to the table's thread, but for {@link #readBlock}, which is
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

  public void putEntry(int group, int slot, ByteBuffer entry) {
    put(handles.entries, KeyLayout.entry(key, group, slot), entry);
  }

  public void deleteEntry(int group, int slot) {
    delete(handles.entries, KeyLayout.entry(key, group, slot));
  }

  public void putRewrite(int group, int slot, ByteBuffer rewrite) {
    put(handles.rewrites, KeyLayout.entry(key, group, slot), rewrite);
  }

  public void deleteRewrite(int group, int slot) {
    delete(handles.rewrites, KeyLayout.entry(key, group, slot));
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
  public boolean readEntry(int group, int slot, ByteBuffer into) {
    return get(handles.entries, handles.reads, KeyLayout.entry(key, group, slot), into.clear())
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

  /** Takes blocks in the order of their sequence numbers. */
  @FunctionalInterface
  public interface BlockVisitor {
    /** {@code rows} is borrowed: its remaining bytes are valid during the call only. */
    void block(long sequence, ByteBuffer rows);
  }

  /** Takes entries or rewrites by group and slot. */
  @FunctionalInterface
  public interface EntryVisitor {
    /** {@code entry} is borrowed: its remaining bytes are valid during the call only. */
    void entry(int group, int slot, ByteBuffer entry);
  }

  /** One sequential read of all blocks; {@code value} holds at least one block. */
  public void scanBlocks(ByteBuffer value, BlockVisitor visitor) {
    RocksIterator blocks = handles.openScan(handles.blocks);
    try {
      for (blocks.seekToFirst(); blocks.isValid(); blocks.next()) {
        blocks.key(key.clear());
        requireFits(blocks.value(value.clear()), value);
        visitor.block(key.getLong(0), value);
      }
      blocks.status();
    } catch (RocksDBException e) {
      throw failure("scan", e);
    } finally {
      handles.release(blocks);
    }
  }

  /** Visits the entries of groups {@code first} to {@code last} by group and slot. */
  public void scanEntries(int first, int last, ByteBuffer value, EntryVisitor visitor) {
    scanSlots(handles.entries, first, last, value, visitor);
  }

  /** Visits the rewrites of groups {@code first} to {@code last} by group and slot. */
  public void scanRewrites(int first, int last, ByteBuffer value, EntryVisitor visitor) {
    scanSlots(handles.rewrites, first, last, value, visitor);
  }

  private void scanSlots(
      ColumnFamilyHandle family, int first, int last, ByteBuffer value, EntryVisitor visitor) {
    RocksIterator slots = handles.openScan(family);
    try {
      for (slots.seek(KeyLayout.entry(key, first, 0)); slots.isValid(); slots.next()) {
        slots.key(key.clear());
        if (KeyLayout.group(key) > last) {
          break;
        }
        requireFits(slots.value(value.clear()), value);
        visitor.entry(KeyLayout.group(key), KeyLayout.slot(key), value);
      }
      slots.status();
    } catch (RocksDBException e) {
      throw failure("scan", e);
    } finally {
      handles.release(slots);
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
          List.of(handles.state, handles.blocks, handles.entries, handles.rewrites));
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
