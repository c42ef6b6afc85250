package io.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long nanos = Long.MAX_VALUE - 1_000;

  @Test
  void saysHowMuchIsDoneHowFastAndWhatIsLeft() {
    try (StatusLine line = new StatusLine(out, OptionalInt.of(200), () -> nanos)) {
      ProgressBar bar = new ProgressBar(line, () -> nanos);
      bar.update(100, 1_000, () -> "first");
      nanos += Duration.ofMillis(1).toNanos();
      bar.update(150, 1_000, () -> "too soon");
      nanos += Duration.ofMillis(1_999).toNanos();
      bar.update(500, 1_000, () -> "half");
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "\r"
                + "\u001b[K[##......................]  10%  100 of 1.00k  first\r"
                + "\u001b[K[############............]  50%  500 of 1.00k  200/s  2.5s left "
                + " half\n");
  }

  @Test
  void theEndIsShownThoughItComesAtOnce() {
    try (StatusLine line = new StatusLine(out, OptionalInt.empty(), () -> nanos)) {
      ProgressBar bar = new ProgressBar(line, () -> nanos);
      bar.update(1, 2, () -> "one");
      bar.update(2, 2, () -> "both");
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            [############............]  50%  1 of 2  one
            [########################] 100%  2 of 2  both
            """);
  }
}
