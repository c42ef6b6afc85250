package io.thalweg.replay.tier.cold;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The segments of a tier at one moment, found by id without allocation. Immutable. */
final class Segments {
  private final long[] ids;
  private final SegmentReader[] readers;

  Segments(List<SegmentReader> readers) {
    this.readers =
        readers.stream()
            .sorted(Comparator.comparingLong(reader -> reader.name().id()))
            .toArray(SegmentReader[]::new);
    this.ids = Arrays.stream(this.readers).mapToLong(reader -> reader.name().id()).toArray();
  }

  @Nullable SegmentReader find(long id) {
    int found = Arrays.binarySearch(ids, id);
    return found < 0 ? null : readers[found];
  }

  Segments with(SegmentReader added) {
    return new Segments(Stream.concat(stream(), Stream.of(added)).toList());
  }

  Segments without(SegmentReader dropped) {
    return new Segments(stream().filter(reader -> reader != dropped).toList());
  }

  Stream<SegmentReader> stream() {
    return Arrays.stream(readers);
  }
}
