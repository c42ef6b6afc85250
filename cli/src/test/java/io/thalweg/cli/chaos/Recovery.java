package io.thalweg.cli.chaos;

import java.time.Duration;
import java.util.List;

/**
 * How long it took until it went on.
 *
 * @param took from the kill, or from the end of the stop, to the first commit of something learned
 *     since; of a server until it is ready
 */
record Recovery(Fault fault, Duration took) {
  static Duration median(List<Recovery> recoveries) {
    List<Duration> sorted = recoveries.stream().map(Recovery::took).sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  @Override
  public String toString() {
    return "%s: %.1f s".formatted(fault, took.toMillis() / 1e3);
  }
}
