package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Partitions merged by (time, topic, partition, offset), events before labels. A record's time is
 * its event time, or the newest before it in its partition if that is later: so a partition keeps
 * its own order, and the order of all is a function of the topics alone, however fast each of them
 * is read. Confined to one thread.
 *
 * <p>A record is let go once no partition can bring an earlier one, so all wait for the partition
 * whose time stands furthest back, in memory; a partition without any record holds all of them.
 */
final class PartitionMerge {
  private static final int VERSION = 2;

  /**
   * Didn't say of which versions its records are: an example's 2, a label's 2, a dead letter's 1.
   */
  private static final int VERSION_WITHOUT_VERSIONS = 1;

  private static final long NOTHING_SEEN = Long.MIN_VALUE;

  /** Takes arrivals in order, with their times, which never fall while nothing is forced. */
  @FunctionalInterface
  interface Sink {
    void accept(Arrival arrival, long timeMillis);
  }

  private final int eventPartitions;
  private final Partition[] partitions;

  private static final class Partition {
    final Deque<Waiting> waiting = new ArrayDeque<>();
    long newestMillis = NOTHING_SEEN;

    /** Whatever it brings next isn't earlier. */
    long nextMillis() {
      Waiting first = waiting.peekFirst();
      return first == null ? newestMillis : first.timeMillis;
    }
  }

  private record Waiting(Arrival arrival, long timeMillis) {}

  PartitionMerge(InputOrder.Merged order) {
    this.eventPartitions = order.eventPartitions();
    this.partitions = new Partition[order.eventPartitions() + order.labelPartitions()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new Partition();
    }
  }

  /** Takes the next record of its partition. */
  void add(Arrival arrival) {
    Partition p = partitions[index(arrival)];
    p.newestMillis = Math.max(p.newestMillis, timeMillis(arrival));
    p.waiting.add(new Waiting(arrival, p.newestMillis));
  }

  private int index(Arrival arrival) {
    boolean isEvent = arrival instanceof Example;
    int partition = position(arrival).partition();
    int first = isEvent ? 0 : eventPartitions;
    int end = isEvent ? eventPartitions : partitions.length;
    if (partition < 0 || first + partition >= end) {
      throw new IllegalStateException(
          "record of partition %d of the %s, which had %d when the job was started; start it again"
              .formatted(partition, isEvent ? "events" : "labels", end - first));
    }
    return first + partition;
  }

  private static Position position(Arrival arrival) {
    return arrival instanceof Example e ? e.eventPosition() : ((Label) arrival).position();
  }

  private static long timeMillis(Arrival arrival) {
    return arrival instanceof Example e ? e.eventTimeMillis() : ((Label) arrival).eventTimeMillis();
  }

  /** Lets go what nothing earlier can come before. */
  void release(Sink sink) {
    Partition next = next();
    for (; !next.waiting.isEmpty(); next = next()) {
      release(next, sink);
    }
  }

  /** Lets everything go: nothing comes any more. */
  void releaseAll(Sink sink) {
    for (Partition next = nextWaiting(); next != null; next = nextWaiting()) {
      release(next, sink);
    }
  }

  private static void release(Partition partition, Sink sink) {
    Waiting first = partition.waiting.removeFirst();
    sink.accept(first.arrival, first.timeMillis);
  }

  private Partition next() {
    Partition next = partitions[0];
    for (Partition p : partitions) {
      next = p.nextMillis() < next.nextMillis() ? p : next;
    }
    return next;
  }

  private @Nullable Partition nextWaiting() {
    Partition next = null;
    for (Partition p : partitions) {
      if (!p.waiting.isEmpty() && (next == null || p.nextMillis() < next.nextMillis())) {
        next = p;
      }
    }
    return next;
  }

  /**
   * What it goes on from: int32 version, those of {@link ArrivalSerializer#writeVersions}, int32
   * partitions of events and of labels; of each int64 newest time, int32 records that wait, each an
   * int64 time and an {@link ArrivalSerializer}'s bytes.
   */
  byte[] save() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1024);
    out.writeInt(VERSION);
    ArrivalSerializer.writeVersions(out);
    out.writeInt(eventPartitions);
    out.writeInt(partitions.length - eventPartitions);
    for (Partition p : partitions) {
      out.writeLong(p.newestMillis);
      out.writeInt(p.waiting.size());
      for (Waiting w : p.waiting) {
        out.writeLong(w.timeMillis);
        ArrivalSerializer.INSTANCE.serialize(w.arrival, out);
      }
    }
    return out.getCopyOfBuffer();
  }

  /** Goes on from {@link #save}; partitions that the topics have got since begin anew. */
  void restore(byte[] saved) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(saved);
    int version = in.readInt();
    if (version < VERSION_WITHOUT_VERSIONS || version > VERSION) {
      throw new IOException(
          "merged partitions have format %d, this build reads up to %d"
              .formatted(version, VERSION));
    }
    ArrivalSerializer arrivals =
        version == VERSION_WITHOUT_VERSIONS
            ? ArrivalSerializer.ofVersions(2, 2, 1)
            : ArrivalSerializer.readVersions(in);
    int events = in.readInt();
    int labels = in.readInt();
    if (events > eventPartitions || labels > partitions.length - eventPartitions) {
      throw new IOException(
          "the checkpoint merged %d partitions of events and %d of labels, the topics have %d and %d; restore them, or begin anew with --fresh"
              .formatted(events, labels, eventPartitions, partitions.length - eventPartitions));
    }
    for (int i = 0; i < events + labels; i++) {
      Partition p = partitions[i < events ? i : eventPartitions + i - events];
      p.newestMillis = in.readLong();
      for (int n = in.readInt(); n > 0; n--) {
        long timeMillis = in.readLong();
        p.waiting.add(new Waiting(arrivals.deserialize(in), timeMillis));
      }
    }
  }
}
