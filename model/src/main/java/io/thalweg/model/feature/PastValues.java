package io.thalweg.model.feature;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A ring of a key's newest values of one source, each with what its source remembers of it: when a
 * label was known, and when the event was, where windows or ages look at it. Confined to one
 * thread.
 */
final class PastValues {
  /** Of a value that was kept before its source remembered times. */
  static final long NEVER = Long.MIN_VALUE;

  private static final int LABEL = 1;
  private static final int TIMED = 2;

  private final float[] values;
  private final long[] knownMillis;
  private final long[] eventMillis;
  private int next;
  private int size;

  PastValues(HistoryPlan.Source source) {
    values = new float[source.length()];
    knownMillis = new long[source.isLabel() ? source.length() : 0];
    eventMillis = new long[source.timed() ? source.length() : 0];
  }

  void add(float value, long known, long event) {
    values[next] = value;
    if (isLabel()) {
      knownMillis[next] = known;
    }
    if (isTimed()) {
      eventMillis[next] = event;
    }
    next = (next + 1) % values.length;
    size = Math.min(size + 1, values.length);
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  boolean isLabel() {
    return knownMillis.length > 0;
  }

  boolean isTimed() {
    return eventMillis.length > 0;
  }

  /** The {@code i}-th newest, from 0. */
  float value(int i) {
    return values[place(i)];
  }

  /** When the {@code i}-th newest label was known. */
  long known(int i) {
    return knownMillis[place(i)];
  }

  /** When the event of the {@code i}-th newest value was; {@link #NEVER} where nobody knows. */
  long event(int i) {
    return isTimed() ? eventMillis[place(i)] : NEVER;
  }

  private int place(int i) {
    return Math.floorMod(next - 1 - i, values.length);
  }

  /** What a version 2 has in the place of version 1's boolean. */
  int flags() {
    return (isLabel() ? LABEL : 0) | (isTimed() ? TIMED : 0);
  }

  /** int32 number of values, and oldest first each value and its times. */
  void write(DataOutputStream out) throws IOException {
    out.writeInt(size);
    for (int i = size - 1; i >= 0; i--) {
      out.writeFloat(value(i));
      if (isLabel()) {
        out.writeLong(known(i));
      }
      if (isTimed()) {
        out.writeLong(event(i));
      }
    }
  }

  /**
   * Takes what others have written.
   *
   * @param flags of those
   * @param into null: nobody wants them
   */
  static void read(DataInputStream in, int flags, @Nullable PastValues into) throws IOException {
    for (int n = in.readInt(); n > 0; n--) {
      float value = in.readFloat();
      long known = (flags & LABEL) != 0 ? in.readLong() : 0;
      long event = (flags & TIMED) != 0 ? in.readLong() : NEVER;
      if (into != null) {
        into.add(value, known, event);
      }
    }
  }

  static boolean isTimed(int flags) {
    return (flags & TIMED) != 0;
  }

  static boolean isLabel(int flags) {
    return (flags & LABEL) != 0;
  }
}
