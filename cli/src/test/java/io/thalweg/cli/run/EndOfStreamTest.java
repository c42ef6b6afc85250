package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EndOfStreamTest {
  private static final FiguresAt START = FiguresAt.start();

  private JobFigures figures = START.figures();
  private Duration now = Duration.ofSeconds(1_000);
  private final EndOfStream end = new EndOfStream(() -> figures, 10, 6, () -> now.toNanos());

  @Test
  void isNotThereBeforeAllEventsAndLabelsAreRead() {
    figures = START.read(9, 6).figures();
    assertThat(isThereAfterAQuietWhile()).isFalse();
    figures = START.read(10, 5).figures();
    assertThat(isThereAfterAQuietWhile()).isFalse();
    figures = START.read(10, 6).figures();
    assertThat(isThereAfterAQuietWhile()).isTrue();
  }

  @Test
  void waitsUntilNothingIsSettledAnyMore() {
    figures = START.read(10, 6).learned(3, 0).figures();
    assertThat(end.getAsBoolean()).isFalse();
    now = now.plusMillis(900);
    figures = START.read(10, 6).learned(4, 0).figures();
    assertThat(end.getAsBoolean()).isFalse();
    now = now.plusMillis(900);
    assertThat(end.getAsBoolean()).isFalse();
    now = now.plusMillis(200);
    assertThat(end.getAsBoolean()).isTrue();
  }

  @Test
  void refusedRepeatedAndExpiredEventsAreSettledToo() {
    figures = START.read(10, 6).learned(3, 0).figures();
    assertThat(end.getAsBoolean()).isFalse();
    now = now.plusSeconds(2);
    figures = START.read(10, 6).learned(3, 0).figures(1, 1, 1);
    assertThat(end.getAsBoolean()).isFalse();
    now = now.plusSeconds(2);
    assertThat(end.getAsBoolean()).isTrue();
  }

  @Test
  void aTopicWhoseLengthCountsMoreThanItsRecordsEndsAfterALongQuiet() {
    figures = START.read(8, 5).learned(3, 0).figures();
    assertThat(end.getAsBoolean()).isFalse();
    now = now.plusSeconds(9);
    assertThat(end.getAsBoolean()).isFalse();
    now = now.plusSeconds(2);
    assertThat(end.getAsBoolean()).isTrue();
  }

  @Test
  void aRoundThatLearnersAreInIsWaitedFor() {
    figures = START.read(10, 6).owing(2);
    assertThat(isThereAfterAQuietWhile()).isFalse();
    now = now.plusSeconds(20);
    assertThat(isThereAfterAQuietWhile()).isFalse();
    figures = START.read(10, 6).figures();
    assertThat(end.getAsBoolean()).isFalse();
    assertThat(isThereAfterAQuietWhile()).isTrue();
  }

  @Test
  void recordsPushedLaterBelongToTheNextRun() {
    figures = START.read(12, 9).figures();
    assertThat(isThereAfterAQuietWhile()).isTrue();
  }

  private boolean isThereAfterAQuietWhile() {
    boolean atOnce = end.getAsBoolean();
    now = now.plusSeconds(2);
    return atOnce || end.getAsBoolean();
  }
}
