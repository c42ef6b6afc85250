package io.thalweg.cli.command;

import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.ProgressBar;
import io.thalweg.cli.terminal.StatusLine;
import java.time.Duration;
import java.util.function.LongConsumer;

/** How far a stream has been played, told with every event. Stateless. */
final class PlayProgress {
  private static final int LOOK_EVERY = 100;

  private PlayProgress() {}

  /** Towards so many events. */
  static LongConsumer towards(StatusLine line, long total) {
    ProgressBar bar = new ProgressBar(line, System::nanoTime);
    return done -> bar.update(done, total, () -> "");
  }

  /** Towards the end of so long, however many events that are. */
  static LongConsumer towards(StatusLine line, Duration length) {
    long start = System.nanoTime();
    return done -> {
      if (done % LOOK_EVERY == 0) {
        Duration gone = Duration.ofNanos(Math.max(1, System.nanoTime() - start));
        line.update(
            "%s events  %s/s  %s left"
                .formatted(
                    Figures.count((double) done),
                    Figures.count(done * 1e9 / gone.toNanos()),
                    Figures.duration(length.minus(gone))));
      }
    };
  }
}
