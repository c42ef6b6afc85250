package io.thalweg.bench.replay;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What the bench asks of a replay table of ours; batches have the size of the floors'. */
interface TableUnderTest extends AutoCloseable {
  /** How rows are drawn. */
  enum Drawing {
    UNIFORM,
    PRIORITIZED
  }

  /**
   * What the table is made for.
   *
   * @param rows capacity
   * @param hotBytes for rows in memory
   * @param warmMemoryBytes for what the disk tier keeps in memory
   */
  record Setup(long rows, Drawing drawing, long hotBytes, long warmMemoryBytes) {}

  /** Opens tables in directories that are not there yet. */
  interface Factory {
    TableUnderTest open(Setup setup, Path directory);
  }

  /** Offers the row from the buffer's position to its limit. */
  void offer(long number, ByteBuffer row);

  /** Draws a batch into {@link #batch}; how many rows came. */
  int sample();

  /** Sets the priorities of the rows drawn last, by place in the batch. */
  void update(float[] priorities);

  /** Borrowed; row i begins at i times the length of a row. */
  ByteBuffer batch();

  @Override
  void close();
}
