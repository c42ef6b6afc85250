package io.thalweg.replay.tier.rocksdb;

/**
 * How a database is opened. Immutable.
 *
 * @param memoryBytes write buffers and cache together
 * @param reads whether reads go by the page cache
 */
public record WarmOptions(long memoryBytes, Reads reads, Access access) {

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
