package io.thalweg.cli.terminal;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How much of something is done, how fast it goes and what is left. Confined to one thread. */
public final class ProgressBar {
  private static final int CELLS = 24;
  private static final long PERIOD_NANOS = Duration.ofMillis(50).toNanos();

  private final StatusLine line;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private long nextNanos;

  /** Begins to count the time. The line stays the caller's. */
  public ProgressBar(StatusLine line, LongSupplier nanoTime) {
    this.line = line;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.nextNanos = startNanos;
  }

  /**
   * So much is done.
   *
   * @param note said behind the figures; asked for only when it is shown
   */
  public void update(long done, long total, Supplier<String> note) {
    long now = nanoTime.getAsLong();
    if (now - nextNanos >= 0 || done == total) {
      nextNanos = now + PERIOD_NANOS;
      line.update(text(done, total, (now - startNanos) / 1e9, note.get()));
    }
  }

  /** {@code [######..................] 25% 11.3k of 45.3k 3.1k/s 11.0s left accuracy 90%}. */
  private static String text(long done, long total, double seconds, String note) {
    double share = total == 0 ? 1 : (double) done / total;
    int full = (int) (share * CELLS);
    double rate = seconds > 0 ? done / seconds : 0;
    String left =
        done == total || rate == 0
            ? Figures.duration(Duration.ofMillis((long) (seconds * 1e3)))
            : Figures.duration(Duration.ofMillis((long) ((total - done) / rate * 1e3))) + " left";
    return "[%s%s] %3d%%  %s of %s  %s/s  %s  %s"
        .formatted(
            "#".repeat(full),
            ".".repeat(CELLS - full),
            (int) (share * 100),
            Figures.count(done),
            Figures.count(total),
            Figures.count(rate),
            left,
            note);
  }
}
