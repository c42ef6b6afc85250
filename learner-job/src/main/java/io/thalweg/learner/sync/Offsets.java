package io.thalweg.learner.sync;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which records of its topics a committed round contains, partition by partition. Immutable.
 *
 * @param byLane partitions of which anything has arrived
 */
public record Offsets(Map<Lane, Span> byLane) implements Serializable {
  public static final Offsets NONE = new Offsets(Map.of());

  public Offsets {
    byLane = Map.copyOf(byLane);
  }

  /** What a learner reads. */
  public enum Input {
    EVENTS,
    LABELS
  }

  /** One partition of one input. */
  public record Lane(Input input, int partition) implements Comparable<Lane>, Serializable {
    @Override
    public int compareTo(Lane other) {
      int byInput = input.compareTo(other.input);
      return byInput != 0 ? byInput : Integer.compare(partition, other.partition);
    }

    /** Big endian: int8 0 for events, 1 for labels; int32 partition. */
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(input == Input.EVENTS ? 0 : 1);
      out.writeInt(partition);
    }

    public static Lane read(DataInputStream in) throws IOException {
      byte code = in.readByte();
      if (code < 0 || code > 1) {
        throw new IOException("input of code %d, want 0 or 1".formatted(code));
      }
      return new Lane(code == 0 ? Input.EVENTS : Input.LABELS, in.readInt());
    }
  }

  /**
   * What is known of a partition.
   *
   * @param from no record below has been learned
   * @param through every record below that any learner gets at all has been learned; holds only
   *     while each learner gets a partition's records in their order
   * @param to no record from here on has been learned; 0 if none has
   */
  public record Span(long from, long through, long to) implements Serializable {
    private Span and(Span other) {
      return new Span(
          Math.min(from, other.from), Math.min(through, other.through), Math.max(to, other.to));
    }

    /** Of a learner that has got nothing of the partition and may yet get any of it. */
    private Span andNothing() {
      return new Span(from, 0, to);
    }
  }

  /** Of these learners and others together. */
  public Offsets plus(Offsets other) {
    SortedMap<Lane, Span> sum = new TreeMap<>();
    byLane.forEach(
        (lane, span) -> {
          Span theirs = other.byLane.get(lane);
          sum.put(lane, theirs == null ? span.andNothing() : span.and(theirs));
        });
    other.byLane.forEach((lane, span) -> sum.putIfAbsent(lane, span.andNothing()));
    return new Offsets(sum);
  }

  /** Big endian: int32 count; the lane, int64 from, through and to of each. */
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(byLane.size());
    for (Map.Entry<Lane, Span> entry : new TreeMap<>(byLane).entrySet()) {
      entry.getKey().write(out);
      out.writeLong(entry.getValue().from());
      out.writeLong(entry.getValue().through());
      out.writeLong(entry.getValue().to());
    }
  }

  public static Offsets read(DataInputStream in) throws IOException {
    Map<Lane, Span> byLane = new TreeMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      byLane.put(Lane.read(in), new Span(in.readLong(), in.readLong(), in.readLong()));
    }
    return new Offsets(byLane);
  }
}
