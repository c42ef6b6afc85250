package io.thalweg.serving.console;

/** The last value of one metric of one subtask, and how fast it rises. Confined to a lock. */
final class Cell {
  /**
   * Counters are restored with state a moment after they appear, so that a rise from 0 within this
   * time is nothing that happened.
   */
  static final long RESTORING_MILLIS = 30_000;

  private final long appearedMillis;
  private long zeroSinceMillis;
  private double value = Double.NaN;
  private double perSecond;
  private int heardIn;
  private boolean isGone;

  Cell(long nowMillis) {
    appearedMillis = nowMillis;
    zeroSinceMillis = nowMillis;
  }

  /** When this process first said it; of two processes with the same subtask the later has it. */
  long appearedMillis() {
    return appearedMillis;
  }

  double value() {
    return value;
  }

  /** At the last record; 0 of what isn't a counter. */
  double perSecond() {
    return perSecond;
  }

  /** Whether it was in the record of this number. */
  boolean isIn(int record) {
    return heardIn == record;
  }

  /** Its process says it no longer, though it says other things. */
  void leave() {
    isGone = true;
  }

  boolean isGone() {
    return isGone;
  }

  /** A value that stands for itself; one that is no number leaves the metric without one. */
  void show(double next, int record) {
    value = Double.isFinite(next) ? next : Double.NaN;
    heardIn = record;
  }

  /**
   * What a counter says.
   *
   * @param anew whether it is only where counting begins, because tasks were started anew
   * @return by how much it rose, never negative
   */
  double count(double next, double seconds, long nowMillis, boolean anew, int record) {
    heardIn = record;
    perSecond = 0;
    if (!Double.isFinite(next)) {
      return 0;
    }
    double before = value;
    value = next;
    if (anew || Double.isNaN(before) || next < before) {
      zeroSinceMillis = nowMillis;
      return 0;
    }
    if (before == 0 && next > 0 && nowMillis - zeroSinceMillis < RESTORING_MILLIS) {
      return 0;
    }
    perSecond = (next - before) / seconds;
    return next - before;
  }
}
