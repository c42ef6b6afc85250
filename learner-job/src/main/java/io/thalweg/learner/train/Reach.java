package io.thalweg.learner.train;

import io.thalweg.learner.sync.Offsets;
import io.thalweg.learner.sync.Offsets.Input;
import io.thalweg.learner.sync.Offsets.Lane;
import io.thalweg.learner.sync.Offsets.Span;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/**
 * How far one learner has come in each partition. What lies below the newest record that it has got
 * is learned but for what waits, because a partition's records come in their order. Confined to one
 * thread.
 */
final class Reach {
  private final SortedMap<Lane, Track> tracks = new TreeMap<>();

  /** One partition; the ends are one above the highest offset. */
  private static final class Track {
    long from = Long.MAX_VALUE;
    long received;
    long learned;
  }

  void received(Origin origin) {
    forEach(
        origin,
        (track, offset) -> {
          track.from = Math.min(track.from, offset);
          track.received = Math.max(track.received, offset + 1);
        });
  }

  /** Nothing of it will be learned. */
  void leftOut(Origin origin) {
    forEach(origin, (track, offset) -> track.received = Math.max(track.received, offset + 1));
  }

  void learned(Origin origin) {
    forEach(origin, (track, offset) -> track.learned = Math.max(track.learned, offset + 1));
  }

  private void forEach(Origin origin, ObjLongConsumer<Track> action) {
    if (origin.eventPartition() >= 0) {
      action.accept(track(new Lane(Input.EVENTS, origin.eventPartition())), origin.eventOffset());
    }
    if (origin.labelPartition() >= 0) {
      action.accept(track(new Lane(Input.LABELS, origin.labelPartition())), origin.labelOffset());
    }
  }

  private Track track(Lane lane) {
    return tracks.computeIfAbsent(lane, l -> new Track());
  }

  /**
   * As it stands.
   *
   * @param waiting received and not learned
   */
  Offsets offsets(List<Origin> waiting) {
    Map<Lane, Span> byLane = new HashMap<>();
    tracks.forEach((lane, t) -> byLane.put(lane, new Span(t.from, t.received, t.learned)));
    for (Origin origin : waiting) {
      waits(byLane, new Lane(Input.EVENTS, origin.eventPartition()), origin.eventOffset());
      waits(byLane, new Lane(Input.LABELS, origin.labelPartition()), origin.labelOffset());
    }
    return new Offsets(byLane);
  }

  private static void waits(Map<Lane, Span> byLane, Lane lane, long offset) {
    byLane.computeIfPresent(
        lane, (l, s) -> new Span(s.from(), Math.min(s.through(), offset), s.to()));
  }

  Reach copy() {
    return inherited(List.of(this));
  }

  /**
   * Of a learner that takes over from several, which have not all got as far: what each has got
   * counts as received.
   */
  static Reach inherited(List<Reach> all) {
    Reach out = new Reach();
    for (Reach reach : all) {
      reach.tracks.forEach(
          (lane, theirs) -> {
            Track t = out.track(lane);
            t.from = Math.min(t.from, theirs.from);
            t.learned = Math.max(t.learned, theirs.learned);
          });
    }
    out.tracks.forEach(
        (lane, t) ->
            t.received =
                all.stream()
                    .mapToLong(
                        reach -> {
                          Track theirs = reach.tracks.get(lane);
                          return theirs == null ? 0 : theirs.received;
                        })
                    .min()
                    .orElse(0));
    return out;
  }

  /** Big endian: int32 count; the lane, int64 from, received and learned. */
  void write(DataOutputStream out) throws IOException {
    out.writeInt(tracks.size());
    for (Map.Entry<Lane, Track> entry : tracks.entrySet()) {
      entry.getKey().write(out);
      out.writeLong(entry.getValue().from);
      out.writeLong(entry.getValue().received);
      out.writeLong(entry.getValue().learned);
    }
  }

  static Reach read(DataInputStream in) throws IOException {
    Reach out = new Reach();
    for (int i = in.readInt(); i > 0; i--) {
      Track track = out.track(Lane.read(in));
      track.from = in.readLong();
      track.received = in.readLong();
      track.learned = in.readLong();
    }
    return out;
  }
}
