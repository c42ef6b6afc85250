package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.DataSubjects;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.LabelSet;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.RowTail;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The record that is being decoded. Reused, one per projector. */
final class Draft {
  final FieldValue value = new FieldValue();
  @Nullable String id;
  @Nullable String key;
  long recordTimeMillis;
  long eventTimeMillis;
  long subject;
  float label;
  LabelSet labels = LabelSet.ABSENT;

  /** Of the rows, for histories that come later. */
  @Nullable RowTail tail;

  ByteBuffer row = ByteBuffer.allocate(0);

  /** The event time is the record's until a field says otherwise. */
  void start(ByteBuffer row, long recordTimeMillis) throws BadValueException {
    this.row = row;
    this.id = null;
    this.key = null;
    this.subject = DataSubjects.NOBODY;
    this.label = Float.NaN;
    this.labels = LabelSet.ABSENT;
    this.recordTimeMillis = recordTimeMillis;
    this.eventTimeMillis = EventTimes.checked("record timestamp", recordTimeMillis);
  }

  Decoded finish() throws BadValueException {
    if (id == null) {
      throw new BadValueException("the record has no id");
    }
    if (row.capacity() > 0) {
      row.putFloat(RowLayout.LABEL, label);
      row.putLong(RowLayout.EVENT_TIME, eventTimeMillis);
      row.putLong(RowLayout.READY_TIME, recordTimeMillis);
      labels.put(row, row.capacity());
    }
    String whose = key == null ? id : key;
    byte[] bytes = tail == null ? row.array() : tail.append(row.array(), whose);
    return new Decoded(id, whose.hashCode(), eventTimeMillis, label, labels, subject, bytes);
  }
}
