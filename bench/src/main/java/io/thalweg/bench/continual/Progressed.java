package io.thalweg.bench.continual;

import io.thalweg.bench.Context;
import java.util.concurrent.TimeUnit;

/** A bar over all runs. Thread-safe. */
final class Progressed {
  private static final int CELLS = 24;
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Context.Progress progress;
  private final long totalRows;
  private final long startNanos = System.nanoTime();
  private long shownNanos = startNanos;
  private long rows;

  Progressed(Context.Progress progress, long totalRows) {
    this.progress = progress;
    this.totalRows = totalRows;
  }

  synchronized void learned(int more, String what) {
    learnedSoFar(rows + more, what);
  }

  synchronized void learnedSoFar(long sum, String what) {
    rows = sum;
    long now = System.nanoTime();
    if (now - shownNanos >= LEAST_NANOS) {
      shownNanos = now;
      progress.say(text(rows, totalRows, TimeUnit.NANOSECONDS.toSeconds(now - startNanos), what));
    }
  }

  static String text(long rows, long totalRows, long seconds, String what) {
    double share = totalRows == 0 ? 1 : Math.min(1, (double) rows / totalRows);
    int full = (int) (share * CELLS);
    long left = rows == 0 ? 0 : Math.round(seconds * (totalRows - rows) / (double) rows);
    return "[%s%s] %3d %%, %d:%02d left, %s"
        .formatted(
            "#".repeat(full),
            "-".repeat(CELLS - full),
            (int) (100 * share),
            left / 60,
            left % 60,
            what);
  }
}
