package io.thalweg.model.feature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  /** Of what isn't there, in slots of whole numbers. */
  static final int MISSING = -1;

  private final List<Feature> features;
  private final int[] slotOf;
  private final int[][] crossed;
  private final NgramHashes[] ngrams;
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
    this.crossed = new int[slotOf.length][];
    this.ngrams = new NgramHashes[slotOf.length];
    for (int i = 0; i < slotOf.length; i++) {
      crossed[i] = crossed(features.get(i).name());
      if (features.get(i) instanceof TextFeature text) {
        ngrams[i] = new NgramHashes(text);
      }
    }
    ByteBuffer row = layout.newRow();
    clearEach(row);
    this.cleared = new byte[row.capacity()];
    row.get(0, cleared);
  }

  /** The slots of crosses that the hash of this feature's value goes to. */
  private int[] crossed(String name) {
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < slotOf.length; i++) {
      int at = features.get(i) instanceof CrossFeature cross ? cross.of().indexOf(name) : -1;
      if (at >= 0) {
        slots.add(slotOf[i] + at);
      }
    }
    return slots.stream().mapToInt(Integer::intValue).toArray();
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
      if (f.holdsNumbers()) {
        row.putFloat(slotOffset(feature, i), Float.NaN);
      } else {
        row.putInt(slotOffset(feature, i), MISSING);
      }
    }
  }

  /** A numeric feature's value. */
  public void numeric(ByteBuffer row, int feature, double value) throws BadValueException {
    Feature.Numeric f = (Feature.Numeric) features.get(feature);
    double clipped = f.clip().of(value);
    if (!(value >= f.min() && value <= f.max()) || Double.isInfinite(clipped)) {
      throw new BadValueException(
          "%s: %s is outside [%s, %s]".formatted(f.field(), value, f.min(), f.max()));
    }
    double encoded = f.transform() == Feature.Transform.LOG1P ? Math.log1p(clipped) : clipped;
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
    int hash = hash(utf8, length);
    int kept =
        features.get(feature) instanceof Feature.Categorical f
            ? Integer.remainderUnsigned(hash, f.buckets())
            : VocabularyFeature.key(hash);
    row.putInt(slotOffset(feature, 0), kept);
    for (int slot : crossed[feature]) {
      row.putInt(RowLayout.slotOffset(0, slot), hash == MISSING ? MISSING - 1 : hash);
    }
  }

  /**
   * The categories of a feature that has several, in place of those it had.
   *
   * @param values the first {@code length} count; null and empty ones are left out
   */
  public void categories(ByteBuffer row, int feature, @Nullable String[] values, int length)
      throws BadValueException {
    MultiValuedFeature f = (MultiValuedFeature) features.get(feature);
    if (length > f.max()) {
      throw new BadValueException(
          "%s: %d values, want %d at most".formatted(f.field(), length, f.max()));
    }
    missing(row, feature);
    int size = 0;
    for (int i = 0; i < length; i++) {
      String value = values[i];
      if (value == null || value.isEmpty()) {
        continue;
      }
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      int bucket = Integer.remainderUnsigned(hash(utf8, utf8.length), f.buckets());
      row.putInt(slotOffset(feature, size++), bucket);
    }
  }

  /** A text feature's value. */
  public void text(ByteBuffer row, int feature, String value) {
    TextFeature f = (TextFeature) features.get(feature);
    missing(row, feature);
    int[] at = {slotOffset(feature, 0)};
    ngrams[feature].of(
        value,
        hash -> {
          row.putInt(at[0], Integer.remainderUnsigned(hash, f.buckets()));
          at[0] += Integer.BYTES;
        });
  }

  /**
   * A moment.
   *
   * @param value in the feature's unit
   */
  public void time(ByteBuffer row, int feature, long value) throws BadValueException {
    TimeFeature f = (TimeFeature) features.get(feature);
    ZonedDateTime at = f.at(value);
    for (int i = 0; i < f.cycles().size(); i++) {
      row.putFloat(slotOffset(feature, i), (float) f.cycles().get(i).phase(at));
    }
  }

  /** An image's bytes, which are the first {@code length} of {@code pixels}. */
  public void image(ByteBuffer row, int feature, byte[] pixels, int length)
      throws BadValueException {
    ImageFeature f = (ImageFeature) features.get(feature);
    if (length != f.shape().bytes()) {
      throw new BadValueException(
          "%s: %d bytes, want %d for %d channels of %d x %d"
              .formatted(
                  f.field(),
                  length,
                  f.shape().bytes(),
                  f.shape().channels(),
                  f.shape().height(),
                  f.shape().width()));
    }
    missing(row, feature);
    row.putInt(slotOffset(feature, 0), length);
    row.put(slotOffset(feature, 1), pixels, 0, length);
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
    return mixed(h);
  }

  /** MurmurHash3's finalizer. */
  static int mixed(int hash) {
    int h = hash ^ (hash >>> 16);
    h *= 0x85EBCA6B;
    h ^= h >>> 13;
    h *= 0xC2B2AE35;
    return h ^ (h >>> 16);
  }
}
