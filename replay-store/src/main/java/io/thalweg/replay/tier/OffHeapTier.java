package io.thalweg.replay.tier;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The hot tier: the first slots of every group in off-heap memory. Confined to the table's thread.
 *
 * <p>Every group has the same number of slots here, and slot s of group g is row {@code (g - first)
 * * slotsPerGroup + s}. Rows never span two chunks. Memory is taken at once, so that a budget too
 * large fails at the start, and given back by {@link #close}.
 */
public final class OffHeapTier implements Tier {
  private static final int MAX_CHUNK_BYTES = 1 << 30;

  private final int firstGroup;
  private final int rowBytes;
  private final int slotsPerGroup;
  private final int rowsPerChunk;
  private final List<ByteBuffer> chunks = new ArrayList<>();

  /**
   * Takes at most {@code budgetBytes}; the slots of a group are also limited by {@code
   * groupCapacity}.
   */
  public OffHeapTier(
      int firstGroup, int groups, int groupCapacity, int rowBytes, long budgetBytes) {
    this(firstGroup, groups, groupCapacity, rowBytes, budgetBytes, MAX_CHUNK_BYTES);
  }

  OffHeapTier(
      int firstGroup,
      int groups,
      int groupCapacity,
      int rowBytes,
      long budgetBytes,
      int chunkBytes) {
    this.firstGroup = firstGroup;
    this.rowBytes = rowBytes;
    this.slotsPerGroup = (int) Math.min(groupCapacity, budgetBytes / rowBytes / groups);
    this.rowsPerChunk = chunkBytes / rowBytes;
    allocate((long) groups * slotsPerGroup, budgetBytes);
  }

  private void allocate(long rows, long budgetBytes) {
    try {
      for (long left = rows; left > 0; left -= rowsPerChunk) {
        int chunkRows = (int) Math.min(left, rowsPerChunk);
        chunks.add(ByteBuffer.allocateDirect(chunkRows * rowBytes));
      }
    } catch (OutOfMemoryError e) {
      close();
      throw new TierException(
          "hot tier: no direct memory for hotBytes=%d (%s); lower hotBytes or raise -XX:MaxDirectMemorySize"
              .formatted(budgetBytes, e.getMessage()),
          e);
    }
  }

  public int slotsPerGroup() {
    return slotsPerGroup;
  }

  /** Bytes of memory taken. */
  public long memoryBytes() {
    return chunks.stream().mapToLong(ByteBuffer::capacity).sum();
  }

  @Override
  public boolean holds(int slot) {
    return slot < slotsPerGroup;
  }

  @Override
  public void write(int group, int slot, ByteBuffer row) {
    long index = index(group, slot);
    chunk(index).put(offset(index), row, row.position(), rowBytes);
  }

  @Override
  public void read(int group, int slot, ByteBuffer out, int offset) {
    long index = index(group, slot);
    out.put(offset, chunk(index), offset(index), rowBytes);
  }

  private long index(int group, int slot) {
    return (long) (group - firstGroup) * slotsPerGroup + slot;
  }

  private ByteBuffer chunk(long index) {
    return chunks.get((int) (index / rowsPerChunk));
  }

  private int offset(long index) {
    return (int) (index % rowsPerChunk) * rowBytes;
  }

  @Override
  public void close() {
    chunks.forEach(DirectMemory::free);
    chunks.clear();
  }
}
