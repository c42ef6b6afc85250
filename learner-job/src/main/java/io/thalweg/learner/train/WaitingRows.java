package io.thalweg.learner.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Examples in a checkpoint that have arrived and wait for their step. Not thread-safe. */
final class WaitingRows {
  private final List<String> ids = new ArrayList<>();
  private final List<Integer> groups = new ArrayList<>();
  private final List<Origin> origins = new ArrayList<>();
  private final List<byte[]> rows = new ArrayList<>();

  static WaitingRows of(FreshRows fresh) {
    WaitingRows out = new WaitingRows();
    for (int i = 0; i < fresh.size(); i++) {
      out.add(fresh.id(i), fresh.group(i), fresh.origin(i), fresh.row(i));
    }
    return out;
  }

  private void add(String id, int group, Origin origin, byte[] row) {
    ids.add(id);
    origins.add(origin);
    groups.add(group);
    rows.add(row);
  }

  int size() {
    return ids.size();
  }

  /** Adds those of {@code other} whose group passes. */
  void take(WaitingRows other, IntPredicate owns) {
    for (int i = 0; i < other.ids.size(); i++) {
      if (owns.test(other.groups.get(i))) {
        add(other.ids.get(i), other.groups.get(i), other.origins.get(i), other.rows.get(i));
      }
    }
  }

  void addTo(FreshRows fresh) {
    for (int i = 0; i < ids.size(); i++) {
      fresh.add(ids.get(i), groups.get(i), origins.get(i), rows.get(i));
    }
  }

  /** All but the origins. */
  void write(DataOutputStream out) throws IOException {
    out.writeInt(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      out.writeUTF(ids.get(i));
      out.writeInt(groups.get(i));
      out.writeInt(rows.get(i).length);
      out.write(rows.get(i));
    }
  }

  static WaitingRows read(DataInputStream in) throws IOException {
    WaitingRows out = new WaitingRows();
    for (int i = in.readInt(); i > 0; i--) {
      String id = in.readUTF();
      int group = in.readInt();
      byte[] row = new byte[in.readInt()];
      in.readFully(row);
      out.add(id, group, Origin.UNKNOWN, row);
    }
    return out;
  }

  /**
   * Behind all else in a state: int32 partition and int64 offset of each event and its label, and
   * int64 subject, and int8 1 if it is revised.
   */
  void writeOrigins(DataOutputStream out) throws IOException {
    for (Origin origin : origins) {
      out.writeInt(origin.eventPartition());
      out.writeLong(origin.eventOffset());
      out.writeInt(origin.labelPartition());
      out.writeLong(origin.labelOffset());
      out.writeLong(origin.subject());
      out.writeBoolean(origin.revised());
    }
  }

  /** Reads origins, of older versions without subjects. */
  void readOrigins(DataInputStream in, boolean subjects) throws IOException {
    for (int i = 0; i < origins.size(); i++) {
      origins.set(
          i,
          new Origin(
              in.readInt(),
              in.readLong(),
              in.readInt(),
              in.readLong(),
              subjects ? in.readLong() : 0,
              subjects && in.readBoolean()));
    }
  }
}
