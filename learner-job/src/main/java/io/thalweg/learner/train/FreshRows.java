package io.thalweg.learner.train;

import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples that have arrived and wait for their step, oldest first: id, replay group, origin,
 * projected row. Confined to one thread.
 */
final class FreshRows {
  private final int rowBytes;
  private final List<String> ids = new ArrayList<>();
  private final List<Origin> origins = new ArrayList<>();
  private int[] groups;
  private ByteBuffer rows;

  /** Of the first rows, those whose labels have been looked at and were below the limit. */
  private int below;

  FreshRows(RowLayout layout, int expected) {
    this.rowBytes = layout.rowBytes();
    this.groups = new int[expected];
    this.rows = ByteBuffer.allocate(expected * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int rowBytes() {
    return rowBytes;
  }

  int size() {
    return ids.size();
  }

  void add(String id, int group, Origin origin, byte[] row) {
    if (row.length != rowBytes) {
      throw new IllegalArgumentException(
          "row of example %s: length=%d, expected=%d".formatted(id, row.length, rowBytes));
    }
    int n = ids.size();
    if (n == groups.length) {
      groups = java.util.Arrays.copyOf(groups, 2 * n);
      rows =
          ByteBuffer.wrap(java.util.Arrays.copyOf(rows.array(), 2 * n * rowBytes))
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    ids.add(id);
    origins.add(origin);
    groups[n] = group;
    rows.put(n * rowBytes, row);
  }

  String id(int i) {
    return ids.get(i);
  }

  int group(int i) {
    return groups[i];
  }

  Origin origin(int i) {
    return origins.get(i);
  }

  float label(int i) {
    return RowLayout.label(rows, i * rowBytes);
  }

  /** How many rows come before the first whose label isn't below the limit, which never falls. */
  int labelledBelow(int limit) {
    while (below < size() && label(below) < limit) {
      below++;
    }
    return below;
  }

  /** Oldest first, borrowed. */
  List<Origin> originsView() {
    return origins;
  }

  /** All rows, little endian, row {@code i} at {@code i * rowBytes}, borrowed. */
  ByteBuffer rowsView() {
    return rows;
  }

  /** Row {@code i} as a buffer of its own, borrowed. */
  ByteBuffer rowView(int i) {
    return rows.slice(i * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  byte[] row(int i) {
    byte[] out = new byte[rowBytes];
    rows.get(i * rowBytes, out);
    return out;
  }

  /** Whom a row is about and when it happened decide whether it goes. Returns how many went. */
  int removeIf(LongBinaryPredicate gone) {
    int kept = 0;
    for (int i = 0; i < size(); i++) {
      if (!gone.test(origin(i).subject(), RowLayout.eventTimeMillis(rows, i * rowBytes))) {
        ids.set(kept, ids.get(i));
        origins.set(kept, origins.get(i));
        groups[kept] = groups[i];
        System.arraycopy(rows.array(), i * rowBytes, rows.array(), kept * rowBytes, rowBytes);
        kept++;
      }
    }
    int removed = size() - kept;
    ids.subList(kept, ids.size()).clear();
    origins.subList(kept, origins.size()).clear();
    below = 0;
    return removed;
  }

  /** Of two numbers. */
  @FunctionalInterface
  interface LongBinaryPredicate {
    boolean test(long subject, long eventTimeMillis);
  }

  void removeFirst(int n) {
    int rest = size() - n;
    below = Math.max(0, below - n);
    ids.subList(0, n).clear();
    origins.subList(0, n).clear();
    System.arraycopy(groups, n, groups, 0, rest);
    System.arraycopy(rows.array(), n * rowBytes, rows.array(), 0, rest * rowBytes);
  }
}
