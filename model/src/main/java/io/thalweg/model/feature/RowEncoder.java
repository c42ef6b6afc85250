package io.thalweg.model.feature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Projects the values of a record into a row: the stateless encodings. A feature is addressed by
 * its position in the spec. Thread-safe; the row isn't.
 */
public final class RowEncoder {
  /**
   * Statistics carry sums of squares as float32: a sentinel such as 1e20 would make them infinite,
   * and no round could ever be committed again.
   */
  static final double MAX_MAGNITUDE = 1e15;

  private static final int FNV_OFFSET = 0x811C9DC5;
  private static final int FNV_PRIME = 0x01000193;

  private final List<Feature> features;
  private final int[] slotOf;
  private final RowLayout layout;

  /** A row of which all is missing. */
  private final byte[] cleared;

  public RowEncoder(FeatureSpec spec) {
    this(spec, 0);
  }

  /**
   * Of rows whose labels are sets.
   *
   * @param labels that can be in one; 0 where labels are no sets
   */
  public RowEncoder(FeatureSpec spec, int labels) {
    this.features = spec.features();
    this.layout = RowLayout.of(spec, labels);
    this.slotOf = new int[features.size()];
    int slot = 0;
    for (int i = 0; i < slotOf.length; i++) {
      slotOf[i] = slot;
      slot += features.get(i).slots();
    }
    ByteBuffer row = layout.newRow();
    clearEach(row);
    this.cleared = new byte[row.capacity()];
    row.get(0, cleared);
  }

  public RowLayout layout() {
    return layout;
  }

  /** All slots missing, the label unknown. */
  public void clear(ByteBuffer row) {
    row.put(0, cleared);
  }

  private void clearEach(ByteBuffer row) {
    row.putFloat(RowLayout.LABEL, Float.NaN);
    row.putLong(RowLayout.EVENT_TIME, 0);
    row.putLong(RowLayout.READY_TIME, 0);
    for (int i = 0; i < slotOf.length; i++) {
      missing(row, i);
    }
    LabelSet.none(layout.labels()).put(row, layout.rowBytes());
  }

  public void missing(ByteBuffer row, int feature) {
    Feature f = features.get(feature);
    for (int i = 0; i < f.slots(); i++) {
      if (f instanceof Feature.Categorical) {
        row.putInt(slotOffset(feature, i), -1);
      } else {
        row.putFloat(slotOffset(feature, i), Float.NaN);
      }
    }
  }

  /** A numeric feature's value. */
  public void numeric(ByteBuffer row, int feature, double value) throws BadValueException {
    Feature.Numeric f = (Feature.Numeric) features.get(feature);
    if (!(value >= f.min() && value <= f.max()) || Double.isInfinite(value)) {
      throw new BadValueException(
          "%s: %s is outside [%s, %s]".formatted(f.field(), value, f.min(), f.max()));
    }
    double encoded = f.transform() == Feature.Transform.LOG1P ? Math.log1p(value) : value;
    if (!(Math.abs(encoded) <= MAX_MAGNITUDE)) {
      throw new BadValueException(
          "%s: %s is beyond %s after %s"
              .formatted(
                  f.field(), value, MAX_MAGNITUDE, f.transform().name().toLowerCase(Locale.ROOT)));
    }
    row.putFloat(slotOffset(feature, 0), (float) encoded);
  }

  /**
   * A history's value; or, on the way to it, that of its field, whose place {@link KeyHistory}
   * gives to the aggregate.
   */
  public void history(ByteBuffer row, int feature, double value) throws BadValueException {
    step(row, feature, 0, value);
  }

  /** Value {@code index} of a history that is a sequence, from the oldest on. */
  public void step(ByteBuffer row, int feature, int index, double value) throws BadValueException {
    Feature.History f = (Feature.History) features.get(feature);
    if (!(Math.abs(value) <= MAX_MAGNITUDE)) {
      throw new BadValueException("%s: %s is beyond %s".formatted(f.name(), value, MAX_MAGNITUDE));
    }
    row.putFloat(slotOffset(feature, index), (float) value);
  }

  public void flag(ByteBuffer row, int feature, boolean value) {
    row.putFloat(slotOffset(feature, 0), value ? 1f : 0f);
  }

  /** A categorical feature's value. */
  public void category(ByteBuffer row, int feature, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    category(row, feature, utf8, utf8.length);
  }

  /** A categorical feature's value as the first {@code length} bytes of {@code utf8}. */
  public void category(ByteBuffer row, int feature, byte[] utf8, int length) {
    Feature.Categorical f = (Feature.Categorical) features.get(feature);
    row.putInt(slotOffset(feature, 0), Integer.remainderUnsigned(hash(utf8, length), f.buckets()));
  }

  /** Element {@code index} of a vector feature. */
  public void element(ByteBuffer row, int feature, int index, double value)
      throws BadValueException {
    Feature.Vector f = (Feature.Vector) features.get(feature);
    if (index < 0 || index >= f.size() || !(Math.abs(value) <= MAX_MAGNITUDE)) {
      throw new BadValueException(
          "%s[%d]: %s, want %d numbers up to %s"
              .formatted(f.field(), index, value, f.size(), MAX_MAGNITUDE));
    }
    row.putFloat(slotOffset(feature, index), (float) value);
  }

  /**
   * All elements of a vector feature, which are the first of {@code values}.
   *
   * @param values as many as the vector has, or more
   */
  public void elements(ByteBuffer row, int feature, double[] values) throws BadValueException {
    Feature.Vector f = (Feature.Vector) features.get(feature);
    int offset = slotOffset(feature, 0);
    for (int i = 0; i < f.size(); i++) {
      double value = values[i];
      if (!(Math.abs(value) <= MAX_MAGNITUDE)) {
        element(row, feature, i, value);
      }
      row.putFloat(offset + Float.BYTES * i, (float) value);
    }
  }

  private int slotOffset(int feature, int index) {
    return RowLayout.slotOffset(0, slotOf[feature] + index);
  }

  /**
   * 32-bit FNV-1a (Fowler, Noll, Vo) with MurmurHash3's finalizer, so that the low bits are mixed.
   */
  static int hash(byte[] utf8, int length) {
    int h = FNV_OFFSET;
    for (int i = 0; i < length; i++) {
      h = (h ^ (utf8[i] & 0xFF)) * FNV_PRIME;
    }
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    h ^= h >>> 13;
    h *= 0xC2B2AE35;
    return h ^ (h >>> 16);
  }
}
