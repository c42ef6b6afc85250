package io.thalweg.learner.flink;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** The stream of the oracle's test: number n is a key, and says what is in its row. Stateless. */
final class StreamRows {
  static final int GROUPS = 128;

  /** Rows of a group, and the sum of their hashes: equal for equal rows in any order. */
  record Digest(long rows, long sum) {
    static final Digest EMPTY = new Digest(0, 0);

    Digest with(long hash) {
      return new Digest(rows + 1, sum + hash);
    }
  }

  static int group(long number) {
    return KeyGroupRangeAssignment.assignToKeyGroup(number, GROUPS);
  }

  /** The row of a number; its size is a multiple of eight. */
  static byte[] row(long number, int bytes) {
    ByteBuffer row = ByteBuffer.allocate(bytes);
    for (long state = number; row.hasRemaining(); ) {
      state += 0x9E3779B97F4A7C15L;
      row.putLong(mix(state));
    }
    return row.array();
  }

  /** What a stream that ends before {@code end} leaves in each group. */
  static Map<Integer, Digest> upTo(long end, int rowBytes) {
    Map<Integer, Digest> groups = new TreeMap<>();
    for (int group = 0; group < GROUPS; group++) {
      groups.put(group, Digest.EMPTY);
    }
    for (long n = 0; n < end; n++) {
      long number = n;
      groups.computeIfPresent(
          group(n),
          (g, digest) -> digest.with(hash(number, ByteBuffer.wrap(row(number, rowBytes)))));
    }
    return groups;
  }

  static long hash(long key, ByteBuffer row) {
    long hash = mix(key);
    for (int at = row.position(); at < row.limit(); at += Long.BYTES) {
      hash = mix(hash + row.getLong(at));
    }
    return hash;
  }

  /** Steele, Lea and Flood 2014, the finalizer of SplitMix64. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private StreamRows() {}
}
