package io.thalweg.replay;

import io.thalweg.replay.tier.DirectMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Rows that were drawn together, in one off-heap block that a tensor can wrap without a copy. Used
 * again for every draw; confined to the table's thread while it is drawn into.
 */
public final class ReplayBatch implements AutoCloseable {
  private final int rowBytes;
  private final int columnBytes;
  private final ByteBuffer rows;
  private final ByteBuffer columns;
  private final int[] slots;
  private final long[] keys;
  private final double[] probabilities;
  private int size;
  private boolean closed;
  private long tableSize;

  private ReplayBatch(ReplayConfig config, int capacity) {
    this.rowBytes = config.rowBytes();
    this.columnBytes = config.columnBytes();
    this.rows =
        ByteBuffer.allocateDirect(Math.multiplyExact(capacity, rowBytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    this.columns =
        ByteBuffer.allocateDirect(Math.multiplyExact(capacity, columnBytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    this.slots = new int[capacity];
    this.keys = new long[capacity];
    this.probabilities = new double[capacity];
  }

  /** Room for {@code capacity} rows; the caller closes it. */
  public static ReplayBatch allocate(ReplayConfig config, int capacity) {
    return new ReplayBatch(config, capacity);
  }

  /** Rows that fit. */
  public int capacity() {
    return slots.length;
  }

  /** Rows drawn. */
  public int size() {
    return size;
  }

  /** Rows of the table at the draw. */
  public long tableSize() {
    return tableSize;
  }

  /**
   * Little-endian, {@code (capacity, rowBytes)}: row i begins at {@code i * rowBytes}. Borrowed.
   */
  public ByteBuffer rows() {
    return rows;
  }

  /** Little-endian, {@code (capacity, columnBytes)}, as they were at the draw. Borrowed. */
  public ByteBuffer columns() {
    return columns;
  }

  public long key(int i) {
    return keys[i];
  }

  /** With which row i was drawn, each time a row was drawn (for importance weights). */
  public double probability(int i) {
    return probabilities[i];
  }

  void requireFits(ReplayConfig config, int wanted) {
    if (closed || wanted < 0 || wanted > slots.length) {
      throw new IllegalArgumentException(
          "replay batch doesn't fit: rows=%d, capacity=%d"
              .formatted(wanted, closed ? 0 : slots.length));
    }
    if (rowBytes != config.rowBytes() || columnBytes != config.columnBytes()) {
      throw new IllegalArgumentException(
          "replay batch is of another table: rowBytes=%d, columnBytes=%d, expected %d and %d"
              .formatted(rowBytes, columnBytes, config.rowBytes(), config.columnBytes()));
    }
  }

  void begin(long rowsInTable) {
    size = 0;
    tableSize = rowsInTable;
  }

  /** Notes what row i is; its key and bytes follow. */
  void set(int i, int slot, double probability) {
    slots[i] = slot;
    probabilities[i] = probability;
  }

  void key(int i, long key) {
    keys[i] = key;
  }

  void end(int drawn) {
    size = drawn;
  }

  int slot(int i) {
    return slots[i];
  }

  int rowOffset(int i) {
    return i * rowBytes;
  }

  int columnOffset(int i) {
    return i * columnBytes;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      size = 0;
      DirectMemory.free(rows);
      DirectMemory.free(columns);
    }
  }
}
