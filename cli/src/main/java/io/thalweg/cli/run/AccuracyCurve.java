package io.thalweg.cli.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Prequential accuracy over the stream, in intervals of at least so many events. Confined to one
 * thread.
 */
final class AccuracyCurve {
  private final long everyEvents;
  private final List<Point> points = new ArrayList<>();
  private JobFigures from;

  /**
   * One interval.
   *
   * @param atEvent events trained at its end
   */
  record Point(long atEvent, double accuracy) {}

  AccuracyCurve(JobFigures start, long everyEvents) {
    this.from = start;
    this.everyEvents = everyEvents;
  }

  void add(JobFigures now) {
    if (now.trained() - from.trained() >= everyEvents) {
      points.add(new Point(now.trained(), now.accuracySince(from)));
      from = now;
    }
  }

  List<Point> points() {
    return List.copyOf(points);
  }

  /** Accuracy of the last whole interval; NaN before the first. */
  double latest() {
    return points.isEmpty() ? Double.NaN : points.get(points.size() - 1).accuracy();
  }
}
