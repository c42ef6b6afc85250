package io.thalweg.serving.console;

import io.thalweg.serving.console.Mark.Kind;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last marks of a model: those of swaps, of which each release makes one, and as many of
 * everything else. Confined to the console's lock.
 */
final class Marks {
  /** Of swaps; and of the rest. */
  static final int MOST = 500;

  private static final int LONGEST_TEXT = 300;

  private static final Comparator<Arrived> IN_ORDER =
      Comparator.<Arrived>comparingLong(a -> a.mark().timeMillis())
          .thenComparingLong(Arrived::number);

  private final Deque<Arrived> swaps = new ArrayDeque<>();
  private final Deque<Arrived> others = new ArrayDeque<>();
  private long next;

  private record Arrived(long number, Mark mark) {}

  void add(long timeMillis, Kind kind, String text, @Nullable Long version) {
    Deque<Arrived> marks = kind == Kind.SWAP ? swaps : others;
    if (marks.size() == MOST) {
      marks.removeFirst();
    }
    Mark mark = new Mark(timeMillis, kind, Texts.shortened(text, LONGEST_TEXT), version);
    marks.addLast(new Arrived(next++, mark));
  }

  /** Those after a time, the oldest first, and at the same time the first that was added. */
  List<Mark> after(long sinceMillis) {
    return Stream.concat(others.stream(), swaps.stream())
        .filter(a -> a.mark().timeMillis() > sinceMillis)
        .sorted(IN_ORDER)
        .map(Arrived::mark)
        .toList();
  }
}
