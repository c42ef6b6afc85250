package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.DataSubjects;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * An event as it travels to the learners. Immutable: nobody writes to the row.
 *
 * <p>The replay group of an example is Flink's key group of {@link #keyHash()}, which an {@code
 * Integer} and the key's text share.
 */
public final class Example implements Arrival {
  private final String id;
  private final int keyHash;
  private final long eventTimeMillis;
  private final long readyTimeMillis;
  private final Position eventPosition;
  private final Position labelPosition;
  private final long subject;
  private final boolean revised;
  private final byte[] row;

  /** Of nobody knows where. */
  public Example(String id, int keyHash, long eventTimeMillis, long readyTimeMillis, byte[] row) {
    this(id, keyHash, eventTimeMillis, readyTimeMillis, Position.UNKNOWN, Position.UNKNOWN, row);
  }

  public Example(
      String id,
      int keyHash,
      long eventTimeMillis,
      long readyTimeMillis,
      Position eventPosition,
      Position labelPosition,
      byte[] row) {
    this(
        id,
        keyHash,
        eventTimeMillis,
        readyTimeMillis,
        eventPosition,
        labelPosition,
        DataSubjects.NOBODY,
        false,
        row);
  }

  /**
   * About somebody.
   *
   * @param subject from {@link DataSubjects#number}, or nobody
   * @param revised whether it was learned with another label before
   */
  public Example(
      String id,
      int keyHash,
      long eventTimeMillis,
      long readyTimeMillis,
      Position eventPosition,
      Position labelPosition,
      long subject,
      boolean revised,
      byte[] row) {
    this.id = id;
    this.keyHash = keyHash;
    this.eventTimeMillis = eventTimeMillis;
    this.readyTimeMillis = readyTimeMillis;
    this.eventPosition = eventPosition;
    this.labelPosition = labelPosition;
    this.subject = subject;
    this.revised = revised;
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

  /** When event and label were both on Kafka, by Kafka's timestamps. */
  public long readyTimeMillis() {
    return readyTimeMillis;
  }

  /** In the topic of events. */
  public Position eventPosition() {
    return eventPosition;
  }

  /** In the topic of labels; unknown while there is none, and where labels stand in the event. */
  public Position labelPosition() {
    return labelPosition;
  }

  /** Whom it is about, from {@link DataSubjects#number}. */
  public long subject() {
    return subject;
  }

  /** Whether it was learned with another label before. */
  public boolean revised() {
    return revised;
  }

  /**
   * Laid out as {@link RowLayout}, with a {@link io.thalweg.model.feature.RowTail} on the way to
   * its histories, borrowed.
   */
  public byte[] row() {
    return row;
  }

  /** NaN while it is unknown; of a set of labels how many are in it. */
  public float label() {
    return RowLayout.label(little(row), 0);
  }

  /**
   * The example once its label is there too.
   *
   * @param rowBytes of the row without its tail, if it has one
   */
  Example labelled(Label label, int rowBytes) {
    long ready = Math.max(readyTimeMillis, label.onKafkaMillis());
    byte[] labelled = row.clone();
    ByteBuffer out = little(labelled);
    out.putFloat(RowLayout.LABEL, label.label()).putLong(RowLayout.READY_TIME, ready);
    label.labels().put(out, rowBytes);
    return new Example(
        id,
        keyHash,
        eventTimeMillis,
        ready,
        eventPosition,
        label.position(),
        subject,
        revised,
        labelled);
  }

  /** The example, which was learned with another label before. */
  Example asRevised() {
    return new Example(
        id,
        keyHash,
        eventTimeMillis,
        readyTimeMillis,
        eventPosition,
        labelPosition,
        subject,
        true,
        row);
  }

  /** The example, which stands there in the topic of events. */
  Example at(Position position) {
    return new Example(
        id,
        keyHash,
        eventTimeMillis,
        readyTimeMillis,
        position,
        labelPosition,
        subject,
        revised,
        row);
  }

  /** The example with another row. */
  Example withRow(byte[] other) {
    return new Example(
        id,
        keyHash,
        eventTimeMillis,
        readyTimeMillis,
        eventPosition,
        labelPosition,
        subject,
        revised,
        other);
  }

  private static ByteBuffer little(byte[] row) {
    return ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Example e
        && id.equals(e.id)
        && keyHash == e.keyHash
        && eventTimeMillis == e.eventTimeMillis
        && readyTimeMillis == e.readyTimeMillis
        && eventPosition.equals(e.eventPosition)
        && labelPosition.equals(e.labelPosition)
        && subject == e.subject
        && revised == e.revised
        && Arrays.equals(row, e.row);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, keyHash, eventTimeMillis, eventPosition, Arrays.hashCode(row));
  }

  @Override
  public String toString() {
    return "Example[id=%s, eventTimeMillis=%d, label=%s]".formatted(id, eventTimeMillis, label());
  }
}
