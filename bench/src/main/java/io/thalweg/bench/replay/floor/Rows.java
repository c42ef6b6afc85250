package io.thalweg.bench.replay.floor;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Rows to store: a number, then random floats, which hardly compress. They are views of one pool,
 * so that making one costs next to nothing. Not thread-safe.
 */
public final class Rows {
  public static final int ROW_BYTES = 500;
  public static final int BATCH_ROWS = 256;
  public static final int BATCH_BYTES = BATCH_ROWS * ROW_BYTES;
  private static final int POOL_ROWS = 4_095;

  private final ByteBuffer pool = ByteBuffer.allocateDirect(POOL_ROWS * ROW_BYTES);

  public Rows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    while (pool.hasRemaining()) {
      pool.putFloat((float) random.nextDouble());
    }
  }

  /** Borrowed: the row lies from the buffer's position to its limit until another is asked for. */
  public ByteBuffer row(long number) {
    int start = (int) (number % POOL_ROWS) * ROW_BYTES;
    pool.limit(start + ROW_BYTES).position(start);
    pool.putLong(start, number);
    return pool;
  }

  /** The number of the row that begins there. */
  public static long number(ByteBuffer rows, int start) {
    return rows.getLong(start);
  }
}
