package io.thalweg.learner.probe;

import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.select.SplitMix64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiPredicate;

/**
 * A uniform sample of the examples of one period (Vitter, "Random sampling with a reservoir", ACM
 * TOMS 1985, algorithm R), and what a model was right about of it. Confined to one thread.
 */
final class Slice {
  private static final int NOT = -1;

  private final int rowBytes;
  private final long beganMillis;
  private final long[] keys;
  private final long[] subjects;
  private final ByteBuffer rows;
  private long seen;
  private int size;

  /** Of the evaluation that runs: rows that were tested, the first ones, and which were right. */
  private int tested = NOT;

  private final boolean[] right;

  /** Of the last one that has ended. */
  private int testedThen = NOT;

  private int rightThen;

  Slice(int capacity, int rowBytes, long beganMillis) {
    this.rowBytes = rowBytes;
    this.beganMillis = beganMillis;
    this.keys = new long[capacity];
    this.subjects = new long[capacity];
    this.right = new boolean[capacity];
    this.rows = ByteBuffer.allocate(capacity * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  long beganMillis() {
    return beganMillis;
  }

  int size() {
    return size;
  }

  /** Where the next row of the period goes, or -1 if it is passed over. */
  int place(SplitMix64 random) {
    seen++;
    if (seen <= keys.length) {
      return size;
    }
    long drawn = seen <= Integer.MAX_VALUE ? random.nextInt((int) seen) : random.nextLong(seen);
    // Rows that were erased have left places.
    return drawn < keys.length ? (int) Math.min(drawn, size) : -1;
  }

  /** Puts a row at a place of {@link #place}. */
  void take(int place, long key, long subject, ByteBuffer from, int at) {
    put(place, key, subject, from, at);
    size = Math.max(size, place + 1);
  }

  /** Puts the newer row of an example in the place of the older one, if that is here. */
  void revise(long key, long subject, ByteBuffer from, int at) {
    for (int i = 0; i < size; i++) {
      if (keys[i] == key) {
        put(i, key, subject, from, at);
      }
    }
  }

  private void put(int place, long key, long subject, ByteBuffer from, int at) {
    keys[place] = key;
    subjects[place] = subject;
    rows.put(place * rowBytes, from, at, rowBytes);
  }

  /** Drops rows by whom they are about and when they happened. */
  void removeIf(BiPredicate<Long, Long> gone) {
    int kept = 0;
    int keptTested = 0;
    for (int i = 0; i < size; i++) {
      if (!gone.test(subjects[i], RowLayout.eventTimeMillis(rows, i * rowBytes))) {
        right[kept] = right[i];
        put(kept++, keys[i], subjects[i], rows, i * rowBytes);
        keptTested += i < tested ? 1 : 0;
      }
    }
    size = kept;
    tested = tested == NOT ? NOT : keptTested;
  }

  /** Gives every {@code of}-th row from {@code first} on to another one, as far as it has room. */
  void deal(Slice to, int first, int of) {
    for (int i = first; i < size && to.size < to.keys.length; i += of) {
      to.put(to.size++, keys[i], subjects[i], rows, i * rowBytes);
    }
    to.seen += seen / of;
  }

  // ---- what is known of it ----

  /** It takes part in an evaluation. */
  void begin() {
    tested = 0;
  }

  /** Rows that the evaluation has yet to come to. */
  int untested() {
    return tested == NOT ? 0 : size - tested;
  }

  void test(int count, Examinee examinee) {
    ByteBuffer part =
        rows.slice(tested * rowBytes, count * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    examinee.judge(part, count, right, tested);
    tested += count;
  }

  /** The evaluation has ended. */
  void conclude() {
    if (tested != NOT) {
      testedThen = tested;
      rightThen = 0;
      for (int i = 0; i < tested; i++) {
        rightThen += right[i] ? 1 : 0;
      }
      tested = NOT;
    }
  }

  boolean wasTested() {
    return testedThen != NOT;
  }

  ProbeFigures.Period figure() {
    return new ProbeFigures.Period(beganMillis, testedThen, rightThen);
  }

  /**
   * Big endian: int32 capacity, int64 began, int64 seen, int32 tested (-1: takes no part), int32
   * tested and right then (-1: not yet), int32 rows, then of each int64 key, int64 subject, int8 1
   * if it was tested and right, and the row.
   */
  void write(DataOutput out) throws IOException {
    out.writeInt(keys.length);
    out.writeLong(beganMillis);
    out.writeLong(seen);
    out.writeInt(tested);
    out.writeInt(testedThen);
    out.writeInt(rightThen);
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(keys[i]);
      out.writeLong(subjects[i]);
      out.writeBoolean(i < tested && right[i]);
      out.write(rows.array(), i * rowBytes, rowBytes);
    }
  }

  static Slice read(int rowBytes, DataInput in) throws IOException {
    int capacity = in.readInt();
    Slice slice = new Slice(capacity, rowBytes, in.readLong());
    slice.seen = in.readLong();
    slice.tested = in.readInt();
    slice.testedThen = in.readInt();
    slice.rightThen = in.readInt();
    slice.size = in.readInt();
    byte[] row = new byte[rowBytes];
    for (int i = 0; i < slice.size; i++) {
      slice.keys[i] = in.readLong();
      slice.subjects[i] = in.readLong();
      slice.right[i] = in.readBoolean();
      in.readFully(row);
      slice.rows.put(i * rowBytes, row);
    }
    return slice;
  }
}
