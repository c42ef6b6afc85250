package io.thalweg.replay;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What the integration tests do to tables. */
final class Tables {
  static final int ROW_BYTES = 40;
  static final int GROUPS = 12;
  static final GroupRange ALL = new GroupRange(0, GROUPS - 1);

  private Tables() {}

  /** 12 groups of 50 rows, 20 of them hot in a table that owns all groups. */
  static ReplayConfig config(Retention retention) {
    return new ReplayConfig(
        ROW_BYTES, GROUPS, 50 * GROUPS, 20L * GROUPS * ROW_BYTES, retention, 77, 2 << 20);
  }

  /** Offers rows {@code from} to {@code to} of a fixed stream, those of owned groups. */
  static void offerStream(ReplayTable table, GroupRange owned, int from, int to) {
    for (int number = from; number < to; number++) {
      int group = groupOf(number);
      if (owned.contains(group)) {
        table.offer(group, TestRows.row(TestRows.id(group, number), ROW_BYTES));
      }
    }
  }

  static void offerStream(ReplayOracle oracle, int from, int to) {
    for (int number = from; number < to; number++) {
      oracle.offer(groupOf(number), TestRows.id(groupOf(number), number));
    }
  }

  /** Uneven: low groups get more rows. */
  private static int groupOf(int number) {
    int drawn = new SplittableRandom(number).nextInt(GROUPS * GROUPS);
    return GROUPS - 1 - (int) Math.sqrt(drawn);
  }

  /** Ids of all rows by address. */
  static Map<Long, Long> contents(ReplayTable table) {
    Map<Long, Long> rows = new TreeMap<>();
    table.forEachRow(
        (group, slot, row) ->
            rows.put((long) group << 32 | slot, TestRows.checkedId(row, 0, ROW_BYTES)));
    return rows;
  }

  /** Ids of drawn rows. */
  static List<Long> draw(ReplayTable table, int rows) {
    ByteBuffer out = ByteBuffer.allocateDirect(rows * ROW_BYTES);
    int drawn = table.sample(rows, out).rows();
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < drawn; i++) {
      ids.add(TestRows.checkedId(out, i * ROW_BYTES, ROW_BYTES));
    }
    return ids;
  }
}
