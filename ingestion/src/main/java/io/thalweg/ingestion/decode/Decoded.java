package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.LabelSet;

/** A record's values. Immutable, but for the row, which belongs to the caller. */
public final class Decoded implements Outcome {
  private final String id;
  private final int keyHash;
  private final long eventTimeMillis;
  private final float label;
  private final LabelSet labels;
  private final long subject;
  private final byte[] row;

  Decoded(
      String id,
      int keyHash,
      long eventTimeMillis,
      float label,
      LabelSet labels,
      long subject,
      byte[] row) {
    this.id = id;
    this.keyHash = keyHash;
    this.eventTimeMillis = eventTimeMillis;
    this.label = label;
    this.labels = labels;
    this.subject = subject;
    this.row = row;
  }

  public String id() {
    return id;
  }

  /** {@link String#hashCode()} of the key's text. */
  public int keyHash() {
    return keyHash;
  }

  public long eventTimeMillis() {
    return eventTimeMillis;
  }

  /** NaN when the record carries none; of a set of labels how many are in it. */
  public float label() {
    return label;
  }

  /** Absent where labels are no sets, and when the record carries none. */
  public LabelSet labels() {
    return labels;
  }

  /** Whom it is about, from {@link io.thalweg.ingestion.DataSubjects#number}. */
  public long subject() {
    return subject;
  }

  /**
   * Laid out as {@link io.thalweg.model.feature.RowLayout}, with a {@link
   * io.thalweg.model.feature.RowTail} where features look back; empty for a label's record.
   */
  public byte[] row() {
    return row;
  }
}
