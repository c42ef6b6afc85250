package io.thalweg.cli.letters;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the newest of many lines. Confined to one thread. */
public final class NewestLines {
  private final int limit;
  private final PriorityQueue<Line> lines =
      new PriorityQueue<>(Comparator.comparing(Line::at).thenComparing(Line::number));
  private long added;

  private record Line(Instant at, long number, String text) {}

  public NewestLines(int limit) {
    this.limit = limit;
  }

  /** Of lines of one time the one that is added last is the newest. */
  public void add(Instant at, String text) {
    lines.add(new Line(at, added++, text));
    if (lines.size() > limit) {
      lines.remove();
    }
  }

  /** How many were added. */
  public long added() {
    return added;
  }

  /** Those that are kept, the newest one last. */
  public List<String> inOrder() {
    List<Line> ordered = new ArrayList<>(lines);
    ordered.sort(lines.comparator());
    return ordered.stream().map(Line::text).toList();
  }
}
