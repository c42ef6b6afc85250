package io.thalweg.replay;

/**
 * What a replay table is made of. Immutable.
 *
 * @param rowBytes bytes of every row, 1 to 16 MiB
 * @param groups number of groups of the whole key space (Flink's maximum parallelism), 1 to 32768
 * @param capacityRows rows that all groups of all instances keep together; divided evenly, rounded
 *     up
 * @param hotBytes off-heap memory of one instance for the hot tier; 0 for none
 * @param retention which rows a full group keeps
 * @param seed of every random choice
 * @param warmMemoryBytes RocksDB's memory in one instance: block cache and write buffers together
 */
public record ReplayConfig(
    int rowBytes,
    int groups,
    long capacityRows,
    long hotBytes,
    Retention retention,
    long seed,
    long warmMemoryBytes) {

  static final int MAX_ROW_BYTES = 16 << 20;
  static final int MAX_GROUPS = 1 << 15;
  static final long MIN_WARM_MEMORY_BYTES = 1 << 20;

  public ReplayConfig {
    requireWithin("rowBytes", rowBytes, 1, MAX_ROW_BYTES);
    requireWithin("groups", groups, 1, MAX_GROUPS);
    requireWithin("capacityRows", capacityRows, 1, (long) groups * Integer.MAX_VALUE);
    requireWithin("hotBytes", hotBytes, 0, Long.MAX_VALUE);
    requireWithin("warmMemoryBytes", warmMemoryBytes, MIN_WARM_MEMORY_BYTES, Long.MAX_VALUE);
  }

  /** Slots of every group: {@code capacityRows / groups}, rounded up. */
  public int capacityPerGroup() {
    return Math.toIntExact((capacityRows - 1) / groups + 1);
  }

  private static void requireWithin(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "replay configuration: %s=%d is outside %d to %d; choose a value inside"
              .formatted(name, value, least, most));
    }
  }
}
