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
  private boolean begun;
  private long startNanos;
  private long startDone;
  private long nextNanos;

  /** The line stays the caller's. */
  public ProgressBar(StatusLine line, LongSupplier nanoTime) {
    this.line = line;
    this.nanoTime = nanoTime;
  }

  /**
   * So much is done. The rate counts from the first update on.
   *
   * @param note said behind the figures; asked for only when it is shown
   */
  public void update(long done, long total, Supplier<String> note) {
    long now = nanoTime.getAsLong();
    if (!begun) {
      begun = true;
      startNanos = now;
      startDone = done;
      nextNanos = now;
    }
    if (now - nextNanos >= 0 || done == total) {
      nextNanos = now + PERIOD_NANOS;
      double seconds = (now - startNanos) / 1e9;
      double rate = seconds > 0 ? (done - startDone) / seconds : 0;
      line.update(text(done, total, rate, note.get()));
    }
  }

  /** {@code [######..................] 25% 11.3k of 45.3k 3.10k/s 11.0s left and a note}. */
  private static String text(long done, long total, double rate, String note) {
    double share = total == 0 ? 1 : (double) done / total;
    int full = (int) (share * CELLS);
    String speed =
        rate == 0
            ? ""
            : "  %s/s  %s left"
                .formatted(
                    Figures.count(rate),
                    Figures.duration(Duration.ofMillis((long) ((total - done) / rate * 1e3))));
    return "[%s%s] %3d%%  %s of %s%s  %s"
        .formatted(
            "#".repeat(full),
            ".".repeat(CELLS - full),
            (int) (share * 100),
            Figures.count((double) done),
            Figures.count((double) total),
            speed,
            note);
  }
}
