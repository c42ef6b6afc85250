package io.thalweg.serving.console;

import io.thalweg.serving.console.Mark.Kind;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last marks of a model. Confined to the console's lock. */
final class Marks {
  static final int MOST = 500;
  private static final int LONGEST_TEXT = 300;

  private final Deque<Mark> marks = new ArrayDeque<>();

  void add(long timeMillis, Kind kind, String text, @Nullable Long version) {
    if (marks.size() == MOST) {
      marks.removeFirst();
    }
    marks.addLast(new Mark(timeMillis, kind, Texts.shortened(text, LONGEST_TEXT), version));
  }

  /** Those after a time, the oldest first. */
  List<Mark> after(long sinceMillis) {
    return marks.stream()
        .filter(mark -> mark.timeMillis() > sinceMillis)
        .sorted(Comparator.comparingLong(Mark::timeMillis))
        .toList();
  }
}
