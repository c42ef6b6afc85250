package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class EndOfStreamTest {
  private static final FiguresAt START = FiguresAt.start();

  private JobFigures figures = START.figures();
  private Duration now = Duration.ofSeconds(1_000);
  private final EndOfStream end = ofTopics(10, 6, false);

  private EndOfStream ofTopics(long events, long labels, boolean hasFiles) {
    return new EndOfStream(() -> figures, events, labels, hasFiles, () -> now.toNanos());
  }

  @Test
  void filesAreReadBeforeTheTopicCounts() {
    EndOfStream after = ofTopics(10, 6, true);
    FiguresAt read = START.read(10, 6);
    figures = read.with(new FileFigures(10, 0, OptionalLong.of(1))).figures();
    assertThat(isThereAfterAQuietWhile(after)).isFalse();
    now = now.plusSeconds(20);
    assertThat(isThereAfterAQuietWhile(after)).as("however long a file takes").isFalse();
    figures = read.with(new FileFigures(10, 0, OptionalLong.of(0))).figures();
    assertThat(isThereAfterAQuietWhile(after)).as("nothing of the topic yet").isFalse();
    figures = START.read(20, 6).with(new FileFigures(10, 0, OptionalLong.of(0))).figures();
    assertThat(isThereAfterAQuietWhile(after)).isTrue();
  }

  @Test
  void anEmptyTopicBehindFilesEndsWithThem() {
    EndOfStream after = ofTopics(0, 0, true);
    figures = START.read(5, 0).with(new FileFigures(5, 0, OptionalLong.empty())).figures();
    assertThat(isThereAfterAQuietWhile(after)).as("a reader may yet come").isFalse();
    figures = START.read(5, 0).with(new FileFigures(5, 0, OptionalLong.of(0))).figures();
    assertThat(isThereAfterAQuietWhile(after)).isTrue();
  }

  @Test
  void aRunThatGoesOnInTheTopicHasReadItsFiles() {
    EndOfStream after = ofTopics(10, 6, true);
    figures = START.read(15, 6).with(new FileFigures(5, 2, OptionalLong.empty())).figures();
    assertThat(isThereAfterAQuietWhile(after)).isTrue();
  }

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
    return isThereAfterAQuietWhile(end);
  }

  private boolean isThereAfterAQuietWhile(EndOfStream asked) {
    boolean atOnce = asked.getAsBoolean();
    now = now.plusSeconds(2);
    return atOnce || asked.getAsBoolean();
  }
}
