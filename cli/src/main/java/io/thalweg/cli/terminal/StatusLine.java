package io.thalweg.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * One line that says how it stands. On a terminal it is rewritten in place; elsewhere a full line
 * comes every five seconds. Thread-safe.
 */
public final class StatusLine implements AutoCloseable {
  private static final String CLEAR = "\r\u001b[K";
  private static final long TERMINAL_PERIOD_NANOS = Duration.ofMillis(100).toNanos();
  private static final long PIPE_PERIOD_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintStream out;
  private final OptionalInt columns;
  private final LongSupplier nanoTime;
  private final long periodNanos;
  private long nextNanos;
  private String latest = "";
  private String shown = "";

  /**
   * @param columns of the terminal; empty where {@code out} is none
   */
  public StatusLine(PrintStream out, OptionalInt columns, LongSupplier nanoTime) {
    this.out = out;
    this.columns = columns;
    this.nanoTime = nanoTime;
    this.periodNanos = columns.isPresent() ? TERMINAL_PERIOD_NANOS : PIPE_PERIOD_NANOS;
    this.nextNanos = nanoTime.getAsLong();
  }

  /** On standard output, as the script that started this process found it. */
  public static StatusLine onStandardOutput() {
    Integer columns = Integer.getInteger("thalweg.columns");
    return new StatusLine(
        System.out,
        columns == null ? OptionalInt.empty() : OptionalInt.of(columns),
        System::nanoTime);
  }

  /** The newest status. It shows when its time has come, at the latest on {@link #close}. */
  public synchronized void update(String text) {
    latest = text;
    long now = nanoTime.getAsLong();
    if (now - nextNanos >= 0) {
      nextNanos = now + periodNanos;
      show();
    }
  }

  /** A line that stays, above the status. */
  public synchronized void print(String line) {
    if (columns.isPresent()) {
      out.print(CLEAR);
      out.println(line);
      shown = "";
      show();
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Shows the last status and leaves it standing. */
  @Override
  public synchronized void close() {
    show();
    if (columns.isPresent() && !shown.isEmpty()) {
      out.println();
    }
    out.flush();
    latest = "";
    shown = "";
  }

  private void show() {
    if (latest.isEmpty() || latest.equals(shown)) {
      return;
    }
    if (columns.isPresent()) {
      // The last column stays free: some terminals wrap as soon as it is written.
      out.print(CLEAR + DisplayWidth.truncate(latest, columns.getAsInt() - 1));
    } else {
      out.println(latest);
    }
    out.flush();
    shown = latest;
  }
}
