package io.thalweg.replay.tier.rocksdb;

import io.thalweg.replay.tier.RowVisitor;
import io.thalweg.replay.tier.Tier;
import io.thalweg.replay.tier.TierException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The warm tier: every row, and the state of the table and its groups, in one RocksDB. Confined to
 * the table's thread, but for {@link #diskBytes} and {@link #close}, which exclude each other.
 *
 * <p>Rows are collected and written in batches; reads see them at once. Nothing survives a crash
 * but what {@link #snapshotTo} has linked away.
 */
public final class RocksDbTier implements Tier {
  private static final String DISK_BYTES_PROPERTY = "rocksdb.live-sst-files-size";

  private final Path directory;
  private final int rowBytes;
  private final RocksHandles handles;
  private final PendingRows pending;
  private final ByteBuffer key = ByteBuffer.allocateDirect(KeyLayout.ROW_KEY_BYTES);
  private final ByteBuffer value;
  private @Nullable TierException failedWrite;
  private boolean closed;

  private RocksDbTier(Path directory, int rowBytes, long memoryBytes, RocksHandles.Access access) {
    this.directory = directory;
    this.rowBytes = rowBytes;
    this.pending = new PendingRows(rowBytes);
    this.value = ByteBuffer.allocateDirect(rowBytes);
    try {
      this.handles = new RocksHandles(directory, memoryBytes, access);
    } catch (RocksDBException e) {
      throw failure("open", e);
    }
  }

  /** A new database; the directory is empty or absent. */
  public static RocksDbTier create(Path directory, int rowBytes, long memoryBytes) {
    SnapshotFiles.requireEmpty(directory);
    return new RocksDbTier(directory, rowBytes, memoryBytes, RocksHandles.Access.READ_WRITE);
  }

  /**
   * Goes on from a snapshot in an empty directory, with the same file names; the snapshot stays.
   */
  public static RocksDbTier openLinked(
      Path snapshot, Path directory, int rowBytes, long memoryBytes) {
    SnapshotFiles.link(snapshot, directory);
    return new RocksDbTier(directory, rowBytes, memoryBytes, RocksHandles.Access.READ_WRITE);
  }

  /** For reading what is in a snapshot; leaves it as it is, but for RocksDB's own LOG file. */
  public static RocksDbTier openSnapshot(Path snapshot, int rowBytes, long memoryBytes) {
    return new RocksDbTier(snapshot, rowBytes, memoryBytes, RocksHandles.Access.READ_ONLY);
  }

  @Override
  public boolean holds(int slot) {
    return true;
  }

  @Override
  public void write(int group, int slot, ByteBuffer row) {
    if (pending.isFull()) {
      writePending();
    }
    pending.put(group, slot, row);
  }

  @Override
  public void read(int group, int slot, ByteBuffer out, int offset) {
    if (pending.copy(group, slot, out, offset)) {
      return;
    }
    try {
      int length = handles.db.get(handles.reads, KeyLayout.row(key, group, slot), value.clear());
      requireRow(length, group, slot);
      out.put(offset, value, 0, rowBytes);
    } catch (RocksDBException e) {
      throw failure("read", e);
    }
  }

  /**
   * Visits the rows of a group in slot order, those below {@code slotLimit}, by one sequential
   * read. Returns their number.
   */
  public int scan(int group, int slotLimit, RowVisitor visitor) {
    writePending();
    RocksIterator rows = handles.openScan();
    int visited = 0;
    try {
      for (rows.seek(KeyLayout.row(key, group, 0)); rows.isValid(); rows.next()) {
        rows.key(key.clear());
        if (!KeyLayout.isRowOf(key, group) || KeyLayout.slot(key) >= slotLimit) {
          break;
        }
        requireRow(rows.value(value.clear()), group, KeyLayout.slot(key));
        visitor.row(group, KeyLayout.slot(key), value);
        visited++;
      }
      rows.status();
      return visited;
    } catch (RocksDBException e) {
      throw failure("scan", e);
    } finally {
      handles.release(rows);
    }
  }

  public void writeTableState(byte[] state) {
    writeState(KeyLayout.table(), state);
  }

  /** Null if none was written. */
  public byte @Nullable [] tableState() {
    return state(KeyLayout.table());
  }

  public void writeGroupState(int group, byte[] state) {
    writeState(KeyLayout.group(group), state);
  }

  /** Null if none was written. */
  public byte @Nullable [] groupState(int group) {
    return state(KeyLayout.group(group));
  }

  /**
   * Links everything written so far into {@code target}, which must not exist. Files named {@code
   * *.sst} never change; successive snapshots of one database have them in common by name.
   */
  public void snapshotTo(Path target) {
    if (failedWrite != null) {
      throw new TierException("replay store lost a row before this snapshot", failedWrite);
    }
    writePending();
    try {
      handles.db.flush(handles.flushes);
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
      return closed ? 0 : handles.db.getLongProperty(DISK_BYTES_PROPERTY);
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

  private void writePending() {
    if (pending.count() == 0) {
      return;
    }
    try {
      handles.batch.clear();
      for (int i = 0; i < pending.count(); i++) {
        handles.batch.put(KeyLayout.row(key, pending.group(i), pending.slot(i)), pending.row(i));
      }
      handles.db.write(handles.writes, handles.batch);
      pending.clear();
    } catch (RocksDBException e) {
      failedWrite = failure("write", e);
      throw failedWrite;
    }
  }

  private void writeState(byte[] stateKey, byte[] state) {
    try {
      handles.db.put(handles.writes, stateKey, state);
    } catch (RocksDBException e) {
      throw failure("write", e);
    }
  }

  private byte @Nullable [] state(byte[] stateKey) {
    try {
      return handles.db.get(handles.reads, stateKey);
    } catch (RocksDBException e) {
      throw failure("read", e);
    }
  }

  private void requireRow(int length, int group, int slot) {
    if (length != rowBytes) {
      throw new TierException(
          "replay row damaged: group=%d, slot=%d, length=%d, expected=%d, directory=%s"
              .formatted(group, slot, length, rowBytes, directory));
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
