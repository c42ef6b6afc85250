package io.thalweg.bench.replay;

import static io.thalweg.bench.replay.floor.Rows.BATCH_BYTES;
import static io.thalweg.bench.replay.floor.Rows.BATCH_ROWS;
import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** The least that can be drawn from: one buffer, uniformly. */
final class ArrayTable implements TableUnderTest {
  private final ByteBuffer rows;
  private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
  private final SplittableRandom random = new SplittableRandom(1);
  private int updates;
  private boolean closed;

  ArrayTable(long rows) {
    this.rows = ByteBuffer.allocateDirect((int) rows * ROW_BYTES);
  }

  @Override
  public void offer(long number, ByteBuffer row) {
    rows.put(row);
  }

  @Override
  public int sample() {
    for (int i = 0; i < BATCH_ROWS; i++) {
      int row = random.nextInt(rows.capacity() / ROW_BYTES);
      batch.put(i * ROW_BYTES, rows, row * ROW_BYTES, ROW_BYTES);
    }
    return BATCH_ROWS;
  }

  @Override
  public void update(float[] priorities) {
    updates += priorities.length;
  }

  int updates() {
    return updates;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public ByteBuffer batch() {
    return batch;
  }

  @Override
  public void close() {
    closed = true;
  }
}
