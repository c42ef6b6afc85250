package io.thalweg.model.feature;

import io.thalweg.model.feature.Feature.History.Aggregate;
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

  /** With the offsets that the history reaches to. */
  static final byte VERSION_WITH_OFFSETS = 2;

  private final HistoryPlan plan;
  private final Past[] pasts;
  private final float[] present;
  private final Reach reach = new Reach();

  public KeyHistory(HistoryPlan plan) {
    this.plan = plan;
    List<Source> sources = plan.sources();
    this.pasts = new Past[sources.size()];
    for (int i = 0; i < pasts.length; i++) {
      pasts[i] = new Past(sources.get(i).length());
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
    for (int i = 0; i < pasts.length; i++) {
      pasts[i].add(present[i], labelKnownMillis);
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
        Sums sums = new Sums();
        look(column, now, sums);
        float value = (float) sums.of(column.aggregate());
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

  /** Takes values, newest first. */
  private interface Values {
    void add(float value);
  }

  private void look(Column column, long nowMillis, Values values) {
    Past past = pasts[column.source()];
    boolean timed =
        plan.timing() == Timing.WHEN_KNOWN && plan.sources().get(column.source()).isLabel();
    int back = 1;
    if (column.lag() == 0) {
      values.add(present[column.source()]);
    }
    for (int i = 0; i < past.size && back < column.lag() + column.over(); i++) {
      if (timed && past.known(i) > nowMillis) {
        continue;
      }
      if (back >= column.lag()) {
        values.add(past.value(i));
      }
      back++;
    }
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
    public void add(float value) {
      row.putFloat(RowLayout.slotOffset(0, next--), value);
    }
  }

  /** Of the values that aren't missing. */
  private static final class Sums implements Values {
    private int count;
    private double newest = Double.NaN;
    private double sum;
    private double squares;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    @Override
    public void add(float value) {
      if (Float.isNaN(value)) {
        return;
      }
      if (count++ == 0) {
        newest = value;
      }
      double d = value - newest; // shifted, so that squares of large numbers don't cancel out
      sum += d;
      squares += d * d;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }

    double of(Aggregate aggregate) {
      if (aggregate == Aggregate.COUNT) {
        return count;
      }
      if (count == 0) {
        return Double.NaN;
      }
      double mean = sum / count;
      return switch (aggregate) {
        case LAST -> newest;
        case MEAN -> newest + mean;
        case MIN -> min;
        case MAX -> max;
        case STD -> Math.sqrt(Math.max(0, squares / count - mean * mean));
        case COUNT -> count;
        case SEQUENCE -> throw new IllegalStateException("a sequence is no number");
      };
    }
  }

  /** A ring of the newest values. */
  private static final class Past {
    private final float[] values;
    private final long[] knownMillis;
    private int next;
    private int size;

    Past(int length) {
      values = new float[length];
      knownMillis = new long[length];
    }

    void add(float value, long known) {
      values[next] = value;
      knownMillis[next] = known;
      next = (next + 1) % values.length;
      size = Math.min(size + 1, values.length);
    }

    /** The {@code i}-th newest, from 0. */
    float value(int i) {
      return values[Math.floorMod(next - 1 - i, values.length)];
    }

    long known(int i) {
      return knownMillis[Math.floorMod(next - 1 - i, values.length)];
    }
  }

  /**
   * State, big endian: int8 version; in version 2, which is written where offsets were taken down,
   * the {@link Reach}; int16 number of sources; of each int8 1 for the label and 0 for a field, the
   * field's name as modified UTF-8, int32 number of values, and oldest first each value as float32,
   * behind a label's its int64 time.
   */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (reach.isEmpty()) {
        out.writeByte(VERSION);
      } else {
        out.writeByte(VERSION_WITH_OFFSETS);
        reach.write(out);
      }
      out.writeShort(pasts.length);
      for (int s = 0; s < pasts.length; s++) {
        Source source = plan.sources().get(s);
        out.writeBoolean(source.isLabel());
        out.writeUTF(source.name());
        out.writeInt(pasts[s].size);
        for (int i = pasts[s].size - 1; i >= 0; i--) {
          out.writeFloat(pasts[s].value(i));
          if (source.isLabel()) {
            out.writeLong(pasts[s].known(i));
          }
        }
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
      if (version == VERSION_WITH_OFFSETS) {
        out.reach.read(in);
      } else if (version != VERSION) {
        throw new IOException(
            "history of a key has version %d, this build reads %d and %d"
                .formatted(version, VERSION, VERSION_WITH_OFFSETS));
      }
      for (int s = in.readShort(); s > 0; s--) {
        boolean label = in.readBoolean();
        int source = out.source(label, in.readUTF());
        for (int n = in.readInt(); n > 0; n--) {
          float value = in.readFloat();
          long known = label ? in.readLong() : 0;
          if (source >= 0) {
            out.pasts[source].add(value, known);
          }
        }
      }
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
