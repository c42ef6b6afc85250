package io.thalweg.learner.train;

import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How old the rows are that replay gives back, and of which class, since this start. Ages are in
 * event time, against the newest event that the learner has learned: so they mean the same where a
 * stream is read again years later. Counted by one thread, read by any; allocates nothing.
 */
public final class DrawnRows {
  /** The most classes that are told apart. */
  public static final int MAX_CLASSES = 32;

  private static final List<Long> UP_TO_MILLIS =
      List.of(
          TimeUnit.MINUTES.toMillis(1),
          TimeUnit.MINUTES.toMillis(10),
          TimeUnit.HOURS.toMillis(1),
          TimeUnit.HOURS.toMillis(6),
          TimeUnit.DAYS.toMillis(1),
          TimeUnit.DAYS.toMillis(7));

  /** Rows of at most 1 min, 10 min, 1 h, 6 h, 1 d, 7 d, and older ones. */
  public static final int AGES = 7;

  private final long[] upToMillis = UP_TO_MILLIS.stream().mapToLong(millis -> millis).toArray();
  private final int rowBytes;
  private final AtomicLongArray ages = new AtomicLongArray(AGES);
  private final AtomicLongArray classes;

  /**
   * Of none yet.
   *
   * @param classes of the head; 0 where labels are none
   */
  DrawnRows(int rowBytes, int classes) {
    this.rowBytes = rowBytes;
    this.classes = new AtomicLongArray(Math.min(MAX_CLASSES, classes));
  }

  /** Counts rows that lie one behind the other. */
  void count(ByteBuffer rows, int drawn, long newestMillis) {
    for (int i = 0; i < drawn; i++) {
      int at = i * rowBytes;
      add(ages, age(newestMillis - RowLayout.eventTimeMillis(rows, at)));
      int label = classes.length() == 0 ? 0 : (int) RowLayout.label(rows, at);
      if (label < classes.length()) {
        add(classes, label);
      }
    }
  }

  private int age(long millis) {
    int age = 0;
    while (age < upToMillis.length && millis > upToMillis[age]) {
      age++;
    }
    return age;
  }

  /** There is one writer. */
  private static void add(AtomicLongArray counts, int i) {
    counts.lazySet(i, counts.getPlain(i) + 1);
  }

  /** Rows of an age, 0 to below {@link #AGES}. */
  public long ofAge(int age) {
    return ages.get(age);
  }

  /** How many classes are told apart; 0 where labels are none, or sets. */
  public int classes() {
    return classes.length();
  }

  /** Rows of a class, 0 to below {@link #classes}. */
  public long ofClass(int label) {
    return classes.get(label);
  }
}
