package io.thalweg.model.feature;

import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.HistoryPlan.Column;
import io.thalweg.model.feature.HistoryPlan.Source;
import io.thalweg.model.feature.HistoryPlan.Timing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * The newest values of one key, out of which the histories in its next row are made: what they say
 * of a row follows from the key's rows before it, and of its own only from fields at lag 0. The row
 * is complete then, and stays what it is however long it is kept. O(values looked at) for a row,
 * bounded memory. Confined to one thread.
 */
public final class KeyHistory {
  static final byte VERSION = 1;

  /** With what there was no room for. */
  static final byte VERSION_2 = 2;

  private final HistoryPlan plan;
  private final PastValues[] pasts;
  private final float[] present;
  private final Reach reach = new Reach();
  private boolean complete = true;

  public KeyHistory(HistoryPlan plan) {
    this.plan = plan;
    List<Source> sources = plan.sources();
    this.pasts = new PastValues[sources.size()];
    for (int i = 0; i < pasts.length; i++) {
      pasts[i] = new PastValues(sources.get(i));
    }
    this.present = new float[pasts.length];
  }

  /**
   * Fills in the histories of the key's next row, then remembers the row.
   *
   * @param row little endian, from its beginning; a history of a field holds that field's value
   * @param labelKnownMillis when its label became known; only with {@link Timing#WHEN_KNOWN}
   */
  public void pass(ByteBuffer row, long labelKnownMillis) {
    fill(row);
    long now = RowLayout.eventTimeMillis(row, 0);
    for (int i = 0; i < pasts.length; i++) {
      pasts[i].add(present[i], labelKnownMillis, now);
    }
  }

  /**
   * Fills in the histories that the key's next row would get, were it this one, and remembers
   * nothing of it.
   *
   * @param row likewise
   */
  public void fill(ByteBuffer row) {
    for (int i = 0; i < pasts.length; i++) {
      Source source = plan.sources().get(i);
      present[i] =
          source.isLabel()
              ? RowLayout.label(row, 0)
              : row.getFloat(RowLayout.slotOffset(0, source.slot()));
    }
    long now = RowLayout.eventTimeMillis(row, 0);
    for (Column column : plan.columns()) {
      if (column.aggregate() == Aggregate.SEQUENCE) {
        look(column, now, new Sequence(row, column));
      } else {
        HistorySums sums = new HistorySums(now);
        look(column, now, sums);
        float value = (float) transformed(sums.of(column), column.transform());
        row.putFloat(RowLayout.slotOffset(0, column.slot()), value);
      }
    }
  }

  /** Takes down where a record of the stream stands that has had its part in this. */
  public void reach(int partition, long offset) {
    reach.add(partition, offset);
  }

  /** The newest such record of each partition; nothing where none was taken down. */
  public SortedMap<Integer, Long> reach() {
    return reach.offsets();
  }

  /** False where it goes on from bytes that lack values, or times, which the plan remembers. */
  public boolean isComplete() {
    return complete;
  }

  private static double transformed(double value, Transform transform) {
    if (transform == Transform.NONE) {
      return value;
    }
    return value > -1 ? Math.log1p(value) : Double.NaN;
  }

  /** Takes values, newest first, and when their events were. */
  interface Values {
    /** Before the value itself, and where that is outside of the window instead of it. */
    default void look(long eventMillis) {}

    /** One within the window, which may be missing. */
    void add(float value, long eventMillis);
  }

  private void look(Column column, long nowMillis, Values values) {
    PastValues past = pasts[column.source()];
    boolean timed =
        plan.timing() == Timing.WHEN_KNOWN && plan.sources().get(column.source()).isLabel();
    int back = 1;
    if (column.lag() == 0) {
      values.look(nowMillis);
      values.add(present[column.source()], nowMillis);
    }
    for (int i = 0; i < past.size() && back < column.lag() + column.over(); i++) {
      if (timed && past.known(i) > nowMillis) {
        continue;
      }
      if (back >= column.lag()) {
        values.look(past.event(i));
        if (isWithin(column, past.event(i), nowMillis)) {
          values.add(past.value(i), past.event(i));
        }
      }
      back++;
    }
  }

  private static boolean isWithin(Column column, long eventMillis, long nowMillis) {
    return column.withinMillis() == 0
        || (eventMillis <= nowMillis && eventMillis > nowMillis - column.withinMillis());
  }

  /** The last of a column's slots gets the newest value; those for which there is none stay NaN. */
  private static final class Sequence implements Values {
    private final ByteBuffer row;
    private int next;

    Sequence(ByteBuffer row, Column column) {
      this.row = row;
      for (int i = 0; i < column.over(); i++) {
        row.putFloat(RowLayout.slotOffset(0, column.slot() + i), Float.NaN);
      }
      next = column.slot() + column.over() - 1;
    }

    @Override
    public void add(float value, long eventMillis) {
      row.putFloat(RowLayout.slotOffset(0, next--), value);
    }
  }

  /**
   * State, big endian: int8 version; in version 2, which is written where offsets were taken down
   * or times are remembered, the {@link Reach}; int16 number of sources; of each int8 flags (1 the
   * label, else a field; from version 2 on, 2 with the times of events), the field's name as
   * modified UTF-8, int32 number of values, and oldest first each value as float32, behind a
   * label's the int64 time from which on it was known, and the int64 time of its event.
   */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (reach.isEmpty() && Arrays.stream(pasts).noneMatch(PastValues::isTimed)) {
        out.writeByte(VERSION);
      } else {
        out.writeByte(VERSION_2);
        reach.write(out);
      }
      out.writeShort(pasts.length);
      for (int s = 0; s < pasts.length; s++) {
        out.writeByte(pasts[s].flags());
        out.writeUTF(plan.sources().get(s).name());
        pasts[s].write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Refuses bytes of which {@link #read} could make nothing, whatever the plan. */
  public static void requireReadable(byte[] bytes) throws IOException {
    read(HistoryPlan.NOTHING, bytes);
  }

  /** Goes on from {@link #toBytes}; what the plan remembers beside that begins empty. */
  public static KeyHistory read(HistoryPlan plan, byte[] bytes) throws IOException {
    KeyHistory out = new KeyHistory(plan);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version == VERSION_2) {
        out.reach.read(in);
      } else if (version != VERSION) {
        throw new IOException(
            "history of a key has version %d, this build reads %d and %d"
                .formatted(version, VERSION, VERSION_2));
      }
      int found = 0;
      for (int s = in.readShort(); s > 0; s--) {
        int flags = in.readByte();
        int source = out.source(PastValues.isLabel(flags), in.readUTF());
        PastValues into = source < 0 ? null : out.pasts[source];
        PastValues.read(in, flags, into);
        if (into != null && (PastValues.isTimed(flags) || !into.isTimed())) {
          found++;
        }
      }
      out.complete = found == out.pasts.length;
    }
    return out;
  }

  private int source(boolean label, String name) {
    for (int i = 0; i < pasts.length; i++) {
      Source s = plan.sources().get(i);
      if (s.isLabel() == label && s.name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
