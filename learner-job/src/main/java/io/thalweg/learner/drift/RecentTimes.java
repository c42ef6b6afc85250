package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Event times of the newest examples, one of each stretch of a 64th: enough to say when the oldest
 * of them was. Confined to one thread.
 */
final class RecentTimes {
  private static final int STRETCHES = 64;

  private final int stretch;
  private final int size;
  private final long[] times;
  private long added;

  /** Of {@code examples}; of none if that is 0. */
  RecentTimes(int examples) {
    stretch = Math.max(1, examples / STRETCHES);
    size = (examples + stretch - 1) / stretch;
    times = new long[size];
  }

  void add(long millis) {
    if (size > 0 && added % stretch == 0) {
      times[(int) (added / stretch % size)] = millis;
    }
    added++;
  }

  /** Of the oldest that is kept; the least there is while fewer have come. */
  long oldest() {
    long kept = (added + stretch - 1) / stretch;
    return kept < size || size == 0 ? Long.MIN_VALUE : times[(int) (kept % size)];
  }

  /** Big endian: int64 added, int32 size, int64 each. */
  void write(DataOutput out) throws IOException {
    out.writeLong(added);
    out.writeInt(size);
    for (long t : times) {
      out.writeLong(t);
    }
  }

  /** Of another size, nothing is taken over. */
  void read(DataInput in) throws IOException {
    long theirs = in.readLong();
    int n = in.readInt();
    for (int i = 0; i < n; i++) {
      long t = in.readLong();
      if (n == size) {
        times[i] = t;
      }
    }
    added = n == size ? theirs : 0;
  }
}
