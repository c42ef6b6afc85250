package io.thalweg.bench.replay;

import java.nio.ByteBuffer;

/** A table that another one answers for, but for what a test overrides. */
class Delegating implements TableUnderTest {
  private final TableUnderTest table;

  Delegating(TableUnderTest table) {
    this.table = table;
  }

  @Override
  public void offer(long number, ByteBuffer row) {
    table.offer(number, row);
  }

  @Override
  public int sample() {
    return table.sample();
  }

  @Override
  public void update(float[] priorities) {
    table.update(priorities);
  }

  @Override
  public ByteBuffer batch() {
    return table.batch();
  }

  @Override
  public void close() {
    table.close();
  }
}
