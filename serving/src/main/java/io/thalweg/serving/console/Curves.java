package io.thalweg.serving.console;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A model's series by the second for 15 minutes, by 10 s for two hours, by the minute for twelve.
 * Confined to the console's lock.
 *
 * <p>A series takes 2,340 points of 8 bytes, 18,720 bytes, once it has its first number; of at most
 * {@link Ring#MOST_SERIES} series and the times that is 1.5 MB a model.
 */
final class Curves {
  private static final int SECOND = 1_000;

  /** Gaps that are wider have a point without numbers in them, so that no line crosses them. */
  private static final int GAP_STEPS = 3;

  private final Level seconds = new Level(SECOND, 900);
  private final Level tens = new Level(10_000, 720);
  private final Level minutes = new Level(60_000, 720);

  private static final class Level {
    private final int stepMillis;
    private final Ring ring;
    private Map<String, Fold> open = new HashMap<>();
    private long openMillis;

    Level(int stepMillis, int points) {
      this.stepMillis = stepMillis;
      this.ring = new Ring(points);
    }

    void add(long timeMillis, Map<String, Double> values) {
      if (!ring.isEmpty() && timeMillis - ring.last() > (long) GAP_STEPS * stepMillis) {
        ring.add(ring.last() + stepMillis, Map.of());
      }
      ring.add(timeMillis, values);
    }

    /** Closes the point before once one of the next comes. */
    void fold(long timeMillis, Map<String, Double> values) {
      long begins = Math.floorDiv(timeMillis, stepMillis) * stepMillis;
      if (begins != openMillis && !open.isEmpty()) {
        Map<String, Double> closed = new HashMap<>();
        open.forEach((name, fold) -> closed.put(name, fold.value()));
        add(openMillis, closed);
        open = new HashMap<>();
      }
      openMillis = begins;
      values.forEach(
          (name, value) -> {
            if (!Double.isNaN(value)
                && (open.size() < Ring.MOST_SERIES || open.containsKey(name))) {
              open.computeIfAbsent(name, n -> new Fold(Fold.Kind.of(n)))
                  .add(value, weight(name, values));
            }
          });
    }

    private static double weight(String name, Map<String, Double> values) {
      String by = Fold.weight(name);
      double weight = by == null ? 1 : values.getOrDefault(by, Double.NaN);
      return Double.isNaN(weight) ? 0 : weight;
    }
  }

  /**
   * Appends what was so in one second.
   *
   * @param timeMillis when it began, later than that of the one before
   */
  void add(long timeMillis, Map<String, Double> values) {
    seconds.add(timeMillis, values);
    tens.fold(timeMillis, values);
    minutes.fold(timeMillis, values);
  }

  /**
   * A copy of the points of a range after a time.
   *
   * @param rangeSeconds 900, 7200 or 43200
   * @return empty for another range
   */
  Optional<Points> after(int rangeSeconds, long sinceMillis) {
    Level level =
        switch (rangeSeconds) {
          case 900 -> seconds;
          case 7_200 -> tens;
          case 43_200 -> minutes;
          default -> null;
        };
    return level == null
        ? Optional.empty()
        : Optional.of(level.ring.after(sinceMillis, level.stepMillis));
  }
}
