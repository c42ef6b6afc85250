package io.thalweg.replay.tier.rocksdb;

/**
 * How a database is opened. Immutable.
 *
 * @param memoryBytes write buffers and cache together
 * @param reads whether reads go by the page cache
 */
public record WarmOptions(long memoryBytes, Reads reads, Access access) {
  private static final int BUDGET_PARTS = 16;
  private static final int WRITE_BUFFER_PARTS = 11;
  private static final int BLOCK_FILE_PARTS = 2;

  /** What write buffers take of the budget at most, and so what may come to the disk of itself. */
  public static long writeBufferBytes(long memoryBytes) {
    return WRITE_BUFFER_PARTS * part(memoryBytes);
  }

  /** A file of blocks: one write buffer. */
  public static long blockFileBytes(long memoryBytes) {
    return BLOCK_FILE_PARTS * part(memoryBytes);
  }

  static long part(long memoryBytes) {
    return memoryBytes / BUDGET_PARTS;
  }

  /** By way of the operating system's page cache, or past it. */
  public enum Reads {
    BUFFERED,
    DIRECT
  }

  /** Opens read-only what exists, or read-write what may not. */
  public enum Access {
    READ_WRITE,
    READ_ONLY
  }
}
