package io.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatusLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long nanos = Long.MAX_VALUE - 1_000;

  @Test
  void rewritesOneLineOnATerminalAndShowsTheLastStatusAtTheEnd() {
    try (StatusLine status = new StatusLine(out, OptionalInt.of(20), () -> nanos)) {
      status.update("one");
      status.update("too soon");
      pass(Duration.ofMillis(100));
      status.update("two");
      status.update("last");
    }
    assertThat(text()).isEqualTo("\r\u001b[Kone\r\u001b[Ktwo\r\u001b[Klast\n");
  }

  @Test
  void printsALineEveryFiveSecondsIntoAPipe() {
    try (StatusLine status = new StatusLine(out, OptionalInt.empty(), () -> nanos)) {
      status.update("one");
      pass(Duration.ofMillis(4_999));
      status.update("too soon");
      pass(Duration.ofMillis(1));
      status.update("two");
    }
    assertThat(text()).isEqualTo("one\ntwo\n");
  }

  @Test
  void aPrintedLineStaysAboveTheStatus() {
    try (StatusLine status = new StatusLine(out, OptionalInt.of(20), () -> nanos)) {
      status.update("status");
      status.print("drift!");
    }
    assertThat(text()).isEqualTo("\r\u001b[Kstatus\r\u001b[Kdrift!\n\r\u001b[Kstatus\n");
  }

  @Test
  void neverWrapsOnATerminal() {
    try (StatusLine status = new StatusLine(out, OptionalInt.of(8), () -> nanos)) {
      status.update("0123456789");
    }
    assertThat(text()).isEqualTo("\r\u001b[K012345…\n");
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 3, abc",
    "abcd, 3, ab…",
    "日本語, 6, 日本語",
    "日本語, 5, 日本…",
    "日本語, 4, 日…",
    "e\u0301a, 2, e\u0301a",
    "abc, 1, …",
    "abc, 0, ''"
  })
  void countsColumnsAsATerminalDoes(String text, int columns, String expected) {
    assertThat(DisplayWidth.truncate(text, columns)).isEqualTo(expected);
  }

  private void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
