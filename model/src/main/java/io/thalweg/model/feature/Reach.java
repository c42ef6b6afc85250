package io.thalweg.model.feature;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far into a topic a history reaches: of each partition the newest record that has had its part
 * in it. Big endian: uint16 number of partitions, and of each in their order its int32 number and
 * the record's int64 offset. Confined to one thread.
 */
final class Reach {
  private static final int MAX_PARTITIONS = 0xFFFF;

  private final TreeMap<Integer, Long> offsets = new TreeMap<>();

  void add(int partition, long offset) {
    offsets.merge(partition, offset, Math::max);
  }

  boolean isEmpty() {
    return offsets.isEmpty();
  }

  /** A view. */
  SortedMap<Integer, Long> offsets() {
    return Collections.unmodifiableSortedMap(offsets);
  }

  void write(DataOutputStream out) throws IOException {
    if (offsets.size() > MAX_PARTITIONS) {
      throw new IOException(
          "history of a key reaches into %d partitions, at most %d can be taken down"
              .formatted(offsets.size(), MAX_PARTITIONS));
    }
    out.writeShort(offsets.size());
    for (var each : offsets.entrySet()) {
      out.writeInt(each.getKey());
      out.writeLong(each.getValue());
    }
  }

  void read(DataInputStream in) throws IOException {
    for (int n = in.readUnsignedShort(); n > 0; n--) {
      add(in.readInt(), in.readLong());
    }
  }
}
