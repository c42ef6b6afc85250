package io.thalweg.collective;

import java.time.Duration;

/** One time limit over several calls. Immutable. */
public record TimeLeft(long deadlineNanos) {

  /** Starts now. */
  public static TimeLeft of(Duration timeout) {
    return new TimeLeft(System.nanoTime() + timeout.toNanos());
  }

  /** For the next call; zero when nothing is left, which makes that call fail. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }
}
