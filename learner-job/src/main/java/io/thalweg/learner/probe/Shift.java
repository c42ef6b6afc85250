package io.thalweg.learner.probe;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which features have moved away from how the stream began: of each the population stability index
 * of the newest examples against the first ones. Features that take one slot of a row have one, up
 * to {@link #MOST_FEATURES}. Confined to one thread.
 */
public final class Shift {
  static final int MOST_FEATURES = 64;

  /** Examples that decide about bins. */
  private static final int FIRST = 1_024;

  private static final int AT_ONCE = 256;

  private final int first;
  private final int reference;
  private final int part;
  private final List<FeatureShift> features;
  private final int[] slots;

  /** Values of one feature, and where they fall. */
  private final int[] values = new int[AT_ONCE];

  private final int[] bins = new int[AT_ONCE];

  /** Examples so far, up to the reference's. */
  private int referred;

  /** Which part of the window is filled, its examples, and parts that are full, up to all. */
  private int filling;

  private int inPart;
  private int full;

  private Shift(int reference, int part, List<FeatureShift> features, int[] slots) {
    this.first = Math.min(FIRST, reference);
    this.reference = reference;
    this.part = part;
    this.features = features;
    this.slots = slots;
  }

  /** Nothing is known yet. */
  public static Shift of(ProbeSpec spec, FeatureSpec model) {
    List<Feature> watched = watched(spec, model);
    int[] slots = new int[watched.size()];
    int slot = 0;
    int next = 0;
    for (Feature f : model.features()) {
      if (next < slots.length && watched.get(next).equals(f)) {
        slots[next++] = RowLayout.slotOffset(0, slot);
      }
      slot += f.slots();
    }
    int first = Math.min(FIRST, spec.reference());
    return new Shift(
        spec.reference(),
        spec.window() / FeatureShift.PARTS,
        watched.stream().map(f -> new FeatureShift(f, first)).toList(),
        slots);
  }

  /** The features that have an index, in the model's order. */
  public static List<Feature> watched(ProbeSpec spec, FeatureSpec model) {
    return spec.reference() == 0
        ? List.of()
        : model.features().stream().filter(f -> f.slots() == 1).limit(MOST_FEATURES).toList();
  }

  /**
   * Takes in fresh examples.
   *
   * @param at where the first one's row begins; they lie {@code rowBytes} apart
   */
  public void learned(ByteBuffer rows, int at, int rowBytes, int examples) {
    int done = 0;
    while (done < examples && slots.length > 0) {
      int from = at + done * rowBytes;
      int left = Math.min(AT_ONCE, examples - done);
      if (referred < first) {
        first(rows, from);
        done++;
      } else if (referred < reference) {
        done += refer(rows, from, rowBytes, Math.min(left, reference - referred));
      } else {
        done += compare(rows, from, rowBytes, Math.min(left, part - inPart));
      }
    }
  }

  /**
   * Begins the reference anew where it is still single values, one place of all features an
   * example's: what has been counted tells of nobody any more.
   */
  public void forgetFirstValues() {
    if (referred < first) {
      referred = 0;
      features.forEach(FeatureShift::forgetFirst);
    }
  }

  private void first(ByteBuffer rows, int at) {
    for (int i = 0; i < slots.length; i++) {
      features.get(i).first(referred, rows.getInt(at + slots[i]));
    }
    referred++;
    if (referred == first) {
      features.forEach(FeatureShift::begin);
    }
  }

  private int refer(ByteBuffer rows, int at, int rowBytes, int examples) {
    for (int i = 0; i < slots.length; i++) {
      gather(rows, at + slots[i], rowBytes, examples);
      features.get(i).refer(values, examples, bins);
    }
    referred += examples;
    return examples;
  }

  private int compare(ByteBuffer rows, int at, int rowBytes, int examples) {
    for (int i = 0; i < slots.length; i++) {
      gather(rows, at + slots[i], rowBytes, examples);
      features.get(i).add(filling, values, examples, bins);
    }
    inPart += examples;
    if (inPart == part) {
      partIsFull();
    }
    return examples;
  }

  private void gather(ByteBuffer rows, int at, int rowBytes, int examples) {
    for (int i = 0; i < examples; i++) {
      values[i] = rows.getInt(at + i * rowBytes);
    }
  }

  private void partIsFull() {
    inPart = 0;
    full = Math.min(full + 1, FeatureShift.PARTS);
    filling = (filling + 1) % FeatureShift.PARTS;
    if (full == FeatureShift.PARTS) {
      features.forEach(FeatureShift::compare);
    }
    features.forEach(f -> f.clear(filling));
  }

  /** By the features' names. */
  Map<String, Double> indexes() {
    Map<String, Double> out = new LinkedHashMap<>();
    features.forEach(f -> out.put(f.name(), f.index()));
    return out;
  }

  // ---- checkpoints ----

  /** Begins with a window anew, against the same reference. */
  void forgetWindow() {
    filling = 0;
    inPart = 0;
    full = 0;
    features.forEach(FeatureShift::forgetWindow);
  }

  /** What a state goes on as, or nothing of it, where features or sizes are others. */
  Shift orRestored(Shift state) {
    boolean like =
        reference == state.reference
            && part == state.part
            && features.size() == state.features.size();
    for (int i = 0; like && i < features.size(); i++) {
      like = features.get(i).isLike(state.features.get(i));
    }
    if (!like) {
      return this;
    }
    Shift out = new Shift(reference, part, state.features, slots);
    out.referred = state.referred;
    out.filling = state.filling;
    out.inPart = state.inPart;
    out.full = state.full;
    return out;
  }

  /**
   * Big endian: int32 examples of the reference, of a part, referred to, part that is filled, its
   * examples, full parts, features; then each {@link FeatureShift}.
   */
  void write(DataOutput out) throws IOException {
    out.writeInt(reference);
    out.writeInt(part);
    out.writeInt(referred);
    out.writeInt(filling);
    out.writeInt(inPart);
    out.writeInt(full);
    out.writeInt(features.size());
    for (FeatureShift f : features) {
      f.write(out);
    }
  }

  /** A state that doesn't know where features lie in rows. */
  static Shift read(DataInput in) throws IOException {
    Shift read = new Shift(in.readInt(), in.readInt(), new ArrayList<>(), new int[0]);
    read.referred = in.readInt();
    read.filling = in.readInt();
    read.inPart = in.readInt();
    read.full = in.readInt();
    for (int left = in.readInt(); left > 0; left--) {
      read.features.add(FeatureShift.read(in));
    }
    return read;
  }
}
