package io.thalweg.learner.probe;

import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Rows of one number, which is also their event time, and who is asked about them. */
final class Rows implements Examinee {
  static final RowLayout LAYOUT = new RowLayout(1);

  /** Numbers below this are known. */
  int knowsBelow = Integer.MAX_VALUE;

  /** Numbers that were asked about since this was cleared. */
  final List<Integer> asked = new ArrayList<>();

  static ByteBuffer row(int number) {
    ByteBuffer row = ByteBuffer.allocate(LAYOUT.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
    row.putLong(RowLayout.EVENT_TIME, number);
    row.putLong(RowLayout.READY_TIME, 1_000_000 + number);
    row.putFloat(RowLayout.SLOTS, number);
    return row;
  }

  @Override
  public int mostRows() {
    return 5;
  }

  @Override
  public void judge(ByteBuffer rows, int count, boolean[] right, int from) {
    for (int i = 0; i < count; i++) {
      int number = (int) rows.getFloat(i * LAYOUT.rowBytes() + RowLayout.SLOTS);
      asked.add(number);
      right[from + i] = number < knowsBelow;
    }
  }
}
