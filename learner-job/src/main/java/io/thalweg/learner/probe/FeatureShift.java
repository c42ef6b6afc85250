package io.thalweg.learner.probe;

import io.thalweg.model.evaluate.PopulationStability;
import io.thalweg.model.feature.Feature;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How one feature's newest values compare with the first ones. Confined to one thread. */
final class FeatureShift {
  /** Parts of the window, of which the oldest goes when the next is full. */
  static final int PARTS = 4;

  private final String name;
  private final boolean numbers;
  private final boolean flag;
  private int[] first;
  private @Nullable Bins bins;
  private long[] reference = new long[Bins.MOST];
  private final long[][] window = new long[PARTS][Bins.MOST];
  private double index = Double.NaN;

  /**
   * Nothing is known yet.
   *
   * @param first values that decide about bins
   */
  FeatureShift(Feature feature, int first) {
    this(
        feature.name(),
        feature.holdsNumbers(),
        feature instanceof Feature.Flag,
        new int[first],
        null);
  }

  private FeatureShift(
      String name, boolean numbers, boolean flag, int[] first, @Nullable Bins bins) {
    this.name = name;
    this.numbers = numbers;
    this.flag = flag;
    this.first = first;
    this.bins = bins;
  }

  String name() {
    return name;
  }

  /** NaN before the reference and a window are full. */
  double index() {
    return index;
  }

  void first(int place, int bits) {
    first[place] = bits;
  }

  void forgetFirst() {
    Arrays.fill(first, 0);
  }

  /** The first values are all there. */
  void begin() {
    Bins made = flag ? Bins.ofFlag() : numbers ? Bins.ofNumbers(first) : Bins.ofCategories(first);
    bins = made;
    made.count(first, first.length, new int[first.length], reference);
    first = new int[0];
  }

  /** Values of the reference. See {@link Bins#count}. */
  void refer(int[] values, int n, int[] bins) {
    binsMade().count(values, n, bins, reference);
  }

  /** Values of a part of the window, likewise. */
  void add(int part, int[] values, int n, int[] bins) {
    binsMade().count(values, n, bins, window[part]);
  }

  /** The window is full. */
  void compare() {
    int n = binsMade().size();
    long[] all = new long[n];
    for (long[] part : window) {
      for (int i = 0; i < n; i++) {
        all[i] += part[i];
      }
    }
    index = PopulationStability.index(all, reference, n);
  }

  void clear(int part) {
    Arrays.fill(window[part], 0);
  }

  /** Begins with a window anew, against the same reference. */
  void forgetWindow() {
    for (long[] part : window) {
      Arrays.fill(part, 0);
    }
    index = Double.NaN;
  }

  private Bins binsMade() {
    if (bins == null) {
      throw new IllegalStateException("feature %s has no bins yet".formatted(name));
    }
    return bins;
  }

  boolean isLike(FeatureShift other) {
    return name.equals(other.name) && numbers == other.numbers && flag == other.flag;
  }

  /**
   * Big endian: UTF name, int8 1 of numbers, int8 1 of a flag, the first values, int8 1 and {@link
   * Bins} if there are any, the counts of the reference and of the parts, float64 index.
   */
  void write(DataOutput out) throws IOException {
    out.writeUTF(name);
    out.writeBoolean(numbers);
    out.writeBoolean(flag);
    Counts.write(out, first);
    out.writeBoolean(bins != null);
    if (bins != null) {
      bins.write(out);
    }
    Counts.write(out, reference);
    for (long[] part : window) {
      Counts.write(out, part);
    }
    out.writeDouble(index);
  }

  static FeatureShift read(DataInput in) throws IOException {
    String name = in.readUTF();
    boolean numbers = in.readBoolean();
    boolean flag = in.readBoolean();
    int[] first = Counts.readInts(in);
    FeatureShift read =
        new FeatureShift(name, numbers, flag, first, in.readBoolean() ? Bins.read(in) : null);
    read.reference = Counts.readLongs(in);
    for (int i = 0; i < PARTS; i++) {
      read.window[i] = Counts.readLongs(in);
    }
    read.index = in.readDouble();
    return read;
  }
}
