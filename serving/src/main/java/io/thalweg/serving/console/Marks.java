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

  private final Deque<Mark> swaps = new ArrayDeque<>();
  private final Deque<Mark> others = new ArrayDeque<>();

  void add(long timeMillis, Kind kind, String text, @Nullable Long version) {
    Deque<Mark> marks = kind == Kind.SWAP ? swaps : others;
    if (marks.size() == MOST) {
      marks.removeFirst();
    }
    marks.addLast(new Mark(timeMillis, kind, Texts.shortened(text, LONGEST_TEXT), version));
  }

  /** Those after a time, the oldest first. */
  List<Mark> after(long sinceMillis) {
    return Stream.concat(others.stream(), swaps.stream())
        .filter(mark -> mark.timeMillis() > sinceMillis)
        .sorted(Comparator.comparingLong(Mark::timeMillis))
        .toList();
  }
}
