package io.thalweg.model.feature;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes of a projected row, the form in which an example travels and is kept for replay. Little
 * endian, version 1:
 *
 * <pre>
 *   0  float32  label        class index, the target of a regression, or of a set of labels how
 *                            many are in it; NaN while it is unknown
 *   4  int64    eventTime    milliseconds since the epoch
 *  12  int64    readyTime    when event and label were both on Kafka, milliseconds since the epoch
 *  20  slots    4 bytes each: float32 (numeric, flag, vector element, phase of a cycle) or int32
 *               (bucket of a category, of an array's or of an n-gram, hash of a crossed value, 24 bits of
 *               one for a vocabulary; of an
 *               image its length, then 4 of its bytes each)
 *   .  labels   int32 each: a {@link LabelSet}, 32 labels a word, where labels are sets
 *   .  logits   float32 each: what a server has answered, NaN where it wasn't asked; only where a
 *               learner is held to that
 * </pre>
 *
 * What is missing is NaN where slots are float32, and else -1 in all of them; buckets of arrays and
 * texts come first, -1 behind them. Immutable.
 *
 * @param labels that can be in the set; 0 where labels are no sets
 * @param logits that a server answers; 0 where rows don't have them
 */
public record RowLayout(int slots, int labels, int logits) {
  public static final int VERSION = 1;
  public static final int LABEL = 0;
  public static final int EVENT_TIME = 4;
  public static final int READY_TIME = 12;
  public static final int SLOTS = 20;

  /** Of rows whose label is a class or a number. */
  public RowLayout(int slots) {
    this(slots, 0);
  }

  /** Of rows without logits. */
  public RowLayout(int slots, int labels) {
    this(slots, labels, 0);
  }

  /** The same with so many logits behind all else. */
  public RowLayout withLogits(int served) {
    return new RowLayout(slots, labels, served);
  }

  public static RowLayout of(FeatureSpec spec) {
    return of(spec, 0);
  }

  public static RowLayout of(FeatureSpec spec, int labels) {
    return new RowLayout(spec.slots(), labels);
  }

  public int rowBytes() {
    return SLOTS + 4 * (slots + LabelSet.words(labels) + logits);
  }

  /** Puts a row's target at {@code to} and the places after it: its label, or 0 and 1 for each. */
  public void target(ByteBuffer rows, int rowOffset, float[] out, int to) {
    if (labels == 0) {
      out[to] = label(rows, rowOffset);
      return;
    }
    int words = slotOffset(rowOffset, slots);
    for (int i = 0; i < labels; i++) {
      out[to + i] = rows.getInt(words + 4 * (i / Integer.SIZE)) >>> i & 1;
    }
  }

  /** Copies a row's logits to {@code to} and the places after it. */
  public void logits(ByteBuffer rows, int rowOffset, float[] out, int to) {
    int at = rowOffset + rowBytes() - 4 * logits;
    for (int i = 0; i < logits; i++) {
      out[to + i] = rows.getFloat(at + 4 * i);
    }
  }

  /** A buffer for one row, in the row's byte order. */
  public ByteBuffer newRow() {
    return ByteBuffer.allocate(rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  public static float label(ByteBuffer rows, int rowOffset) {
    return rows.getFloat(rowOffset + LABEL);
  }

  public static long eventTimeMillis(ByteBuffer rows, int rowOffset) {
    return rows.getLong(rowOffset + EVENT_TIME);
  }

  public static long readyTimeMillis(ByteBuffer rows, int rowOffset) {
    return rows.getLong(rowOffset + READY_TIME);
  }

  public static int slotOffset(int rowOffset, int slot) {
    return rowOffset + SLOTS + 4 * slot;
  }
}
