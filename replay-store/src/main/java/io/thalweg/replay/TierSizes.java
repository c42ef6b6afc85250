package io.thalweg.replay;

/**
 * How much of each tier one instance may use. Immutable.
 *
 * @param hotBytes off-heap memory for rows that are drawn without reading
 * @param warmMemoryBytes RocksDB's write buffers and cache together
 * @param warmDiskBytes table files of the warm tier; 0 for what the capacity needs at most
 * @param coldDiskBytes segment files of the cold tier; 0 for no cold tier
 * @param reads how warm files are read
 */
public record TierSizes(
    long hotBytes, long warmMemoryBytes, long warmDiskBytes, long coldDiskBytes, ReadMode reads) {
  static final long MIN_WARM_MEMORY_BYTES = 1 << 20;

  /** Reads of warm files. */
  public enum ReadMode {
    /** Through the operating system's page cache, whose memory no bound here counts. */
    BUFFERED,
    /** Past it, so that what is configured is all the memory there is. */
    DIRECT
  }

  public TierSizes {
    Limits.requireWithin("hotBytes", hotBytes, 0, Long.MAX_VALUE);
    Limits.requireWithin("warmMemoryBytes", warmMemoryBytes, MIN_WARM_MEMORY_BYTES, Long.MAX_VALUE);
    Limits.requireWithin("warmDiskBytes", warmDiskBytes, 0, Long.MAX_VALUE);
    Limits.requireWithin("coldDiskBytes", coldDiskBytes, 0, Long.MAX_VALUE);
  }

  /** Hot and warm memory, no cold tier, as much warm disk as the capacity needs. */
  public static TierSizes of(long hotBytes, long warmMemoryBytes) {
    return new TierSizes(hotBytes, warmMemoryBytes, 0, 0, ReadMode.BUFFERED);
  }

  public TierSizes withDisk(long warmBytes, long coldBytes) {
    return new TierSizes(hotBytes, warmMemoryBytes, warmBytes, coldBytes, reads);
  }

  public TierSizes withReads(ReadMode mode) {
    return new TierSizes(hotBytes, warmMemoryBytes, warmDiskBytes, coldDiskBytes, mode);
  }
}
