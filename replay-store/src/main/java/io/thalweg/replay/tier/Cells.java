package io.thalweg.replay.tier;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A fixed number of cells of equal length in off-heap memory. Confined to one thread at a time.
 *
 * <p>Cells never span two chunks. Memory is taken at once, so that a budget too large fails at the
 * start, and given back by {@link #close}.
 */
public final class Cells implements AutoCloseable {
  private static final int MAX_CHUNK_BYTES = 1 << 30;

  private final int cellBytes;
  private final int chunkShift;
  private final int chunkMask;
  private final long count;
  private final List<ByteBuffer> owned = new ArrayList<>();
  private final ByteBuffer[] chunks;
  private final byte[] zeros;

  public Cells(long count, int cellBytes) {
    this(count, cellBytes, MAX_CHUNK_BYTES);
  }

  Cells(long count, int cellBytes, int maxChunkBytes) {
    this.count = count;
    this.cellBytes = cellBytes;
    this.zeros = new byte[cellBytes];
    int cellsPerChunk = Integer.highestOneBit(Math.max(1, maxChunkBytes / Math.max(1, cellBytes)));
    this.chunkShift = Integer.numberOfTrailingZeros(cellsPerChunk);
    this.chunkMask = cellsPerChunk - 1;
    allocate(count, cellsPerChunk);
    this.chunks = owned.toArray(new ByteBuffer[0]);
  }

  private void allocate(long cells, int cellsPerChunk) {
    try {
      for (long left = cells; left > 0; left -= cellsPerChunk) {
        ByteBuffer chunk =
            ByteBuffer.allocateDirect((int) Math.min(left, cellsPerChunk) * cellBytes);
        owned.add(chunk);
        HugePages.adviseFor(chunk);
      }
    } catch (OutOfMemoryError e) {
      close();
      throw new TierException(
          "replay: no direct memory for %d cells of %d bytes (%s); lower hotBytes or raise -XX:MaxDirectMemorySize"
              .formatted(cells, cellBytes, e.getMessage()),
          e);
    }
  }

  public long count() {
    return count;
  }

  public int cellBytes() {
    return cellBytes;
  }

  /** Copies one cell from the absolute {@code offset} of {@code source}, whose position stays. */
  public void write(int cell, ByteBuffer source, int offset) {
    chunk(cell).put(offset(cell), source, offset, cellBytes);
  }

  /** Copies one cell to the absolute {@code offset} of {@code out}, whose position stays. */
  public void read(int cell, ByteBuffer out, int offset) {
    out.put(offset, chunk(cell), offset(cell), cellBytes);
  }

  /** As {@link #write}, but for a leading key, which the cell has room for. */
  public void write(int cell, long key, ByteBuffer source, int offset) {
    ByteBuffer chunk = chunk(cell);
    int at = offset(cell);
    chunk.putLong(at, key);
    chunk.put(at + Long.BYTES, source, offset, cellBytes - Long.BYTES);
  }

  /** The key in front of a cell's row. */
  public long key(int cell) {
    return chunk(cell).getLong(offset(cell));
  }

  /** Copies a cell without its key. */
  public void readRow(int cell, ByteBuffer out, int offset) {
    out.put(offset, chunk(cell), offset(cell) + Long.BYTES, cellBytes - Long.BYTES);
  }

  public void copy(int from, int to) {
    chunk(to).put(offset(to), chunk(from), offset(from), cellBytes);
  }

  public void clear(int cell) {
    chunk(cell).put(offset(cell), zeros, 0, cellBytes);
  }

  private ByteBuffer chunk(int cell) {
    return chunks[cell >>> chunkShift];
  }

  private int offset(int cell) {
    return (cell & chunkMask) * cellBytes;
  }

  @Override
  public void close() {
    owned.forEach(DirectMemory::free);
    owned.clear();
  }
}
