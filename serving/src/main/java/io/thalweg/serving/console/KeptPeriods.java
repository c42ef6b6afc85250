package io.thalweg.serving.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which periods of learners are the same. Each learner begins periods, and thins them out, at its
 * own count of examples, so that only the time at which one began says which it is. Stateless.
 */
final class KeptPeriods {
  static final int MOST = 32;

  /** Of periods without others beside them no distance says which they are. */
  private static final long ALONE_MILLIS = 10_000;

  private KeptPeriods() {}

  /** What is kept of a period. */
  record Kept(long beganMillis, double rows, double correct) {
    Kept plus(Kept other) {
      return new Kept(
          Math.min(beganMillis, other.beganMillis), rows + other.rows, correct + other.correct);
    }

    double accuracy() {
      return Math.min(1, correct / rows);
    }
  }

  /**
   * Those of all learners, the earliest first: each belongs to the nearest of the learner that has
   * most, unless it lies more than half of the way to the next one off.
   */
  static List<Kept> together(Collection<List<Kept>> byLearner) {
    List<List<Kept>> finestFirst = new ArrayList<>(byLearner);
    finestFirst.sort(Comparator.comparing(List<Kept>::size).reversed());
    NavigableMap<Long, Kept> out = new TreeMap<>();
    for (List<Kept> of : finestFirst) {
      NavigableSet<Long> known = new TreeSet<>(out.keySet());
      for (Kept kept : of) {
        Long nearest = nearest(known, kept.beganMillis());
        boolean isSame =
            nearest != null
                && Math.abs(nearest - kept.beganMillis())
                    < reach(known, nearest, kept.beganMillis());
        long key = isSame ? nearest : kept.beganMillis();
        if (out.size() < MOST || out.containsKey(key)) {
          out.merge(key, kept, Kept::plus);
        }
      }
    }
    return out.values().stream().sorted(Comparator.comparingLong(Kept::beganMillis)).toList();
  }

  /**
   * Which period at another time is this one.
   *
   * @param began when periods began, this one among them
   * @param then when those of the other time did
   * @return null: none
   */
  static @Nullable Long same(NavigableSet<Long> began, long period, NavigableSet<Long> then) {
    Long nearest = nearest(then, period);
    if (nearest == null) {
      return null;
    }
    long reach = Math.min(reach(then, nearest, period), reach(began, period, nearest));
    boolean isSame = Math.abs(nearest - period) < (reach == Long.MAX_VALUE ? ALONE_MILLIS : reach);
    return isSame ? nearest : null;
  }

  private static @Nullable Long nearest(NavigableSet<Long> of, long time) {
    Long below = of.floor(time);
    Long above = of.ceiling(time);
    if (below == null || above == null) {
      return below == null ? above : below;
    }
    return time - below <= above - time ? below : above;
  }

  /** Half of the way from a period to the next one on the side of a time, or on the other. */
  private static long reach(NavigableSet<Long> of, long period, long time) {
    Long before = of.lower(period);
    Long after = of.higher(period);
    Long next = time > period ? after : before;
    if (next == null) {
      next = time > period ? before : after;
    }
    return next == null ? Long.MAX_VALUE : (Math.abs(next - period) + 1) / 2;
  }
}
