package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class QuietStreamWatermarksTest {
  private static final Label ANY = new Label("id", 0, 0, 0);
  private static final DeadLetter LETTER = new DeadLetter("t", 0, 0, null, null, "bad", 0);

  private final List<String> out = new ArrayList<>();
  private long now = 1_000_000;
  private final QuietStreamWatermarks watermarks =
      new QuietStreamWatermarks(
          Duration.ofMillis(10), Duration.ofMillis(100), () -> now, new Seam(600L));

  private final WatermarkOutput output =
      new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
          out.add(Long.toString(watermark.getTimestamp()));
        }

        @Override
        public void markIdle() {
          out.add("idle");
        }

        @Override
        public void markActive() {
          out.add("active");
        }
      };

  @Test
  void followsTheNewestEventLessTheBound() {
    watermarks.onEvent(ANY, 500, output);
    watermarks.onEvent(ANY, 400, output);
    now += 99;
    watermarks.onPeriodicEmit(output);
    assertThat(out).containsExactly("489");
  }

  @Test
  void movesWithTheWallClockFromWhereTheStreamStood() {
    watermarks.onEvent(ANY, 500, output);
    now += 100;
    watermarks.onPeriodicEmit(output);
    now += 1_000;
    watermarks.onPeriodicEmit(output);
    assertThat(out).containsExactly("589", "1589");
  }

  @Test
  void filesOfThePastGoByTheirOwnTimesHoweverLongTheyTake() {
    watermarks.onEvent(row(500), 500, output);
    now += 100;
    watermarks.onPeriodicEmit(output);
    now += 1_000;
    watermarks.onPeriodicEmit(output);
    assertThat(out).containsExactly("489", "489");
  }

  private static Example row(long timeMillis) {
    return event(timeMillis, Position.inFile("a.csv", 0));
  }

  private static Example event(long timeMillis, Position position) {
    return new Example("id", 1, timeMillis, 0, position, Position.UNKNOWN, new byte[0]);
  }

  @Test
  void filesHoldTheirTimeBehindTheirEndUntilTheTopicHasHadTimeToComeAndThenAreIdle() {
    watermarks.onEvent(row(500), 500, output);
    watermarks.onEvent(new FilesEnd(), 9_999_999, output);
    for (int i = 0; i < 11; i++) {
      now += 1_000;
      watermarks.onPeriodicEmit(output);
    }
    assertThat(out.subList(0, 10)).as("10 s and a little").containsOnly("489");
    assertThat(out.subList(10, 11)).containsExactly("idle");
  }

  @Test
  void filesWithoutAGoodRowHoldTimeBackToo() {
    watermarks.onEvent(DeadLetter.ofFile("a.csv", 7, null, "no", 1), 1, output);
    now += 1_000;
    watermarks.onPeriodicEmit(output);
    assertThat(out).as("a slow file isn't none").isEmpty();
    watermarks.onEvent(new FilesEnd(), 1, output);
    now += 1_000;
    watermarks.onPeriodicEmit(output);
    assertThat(out).isEmpty();
    for (int i = 0; i < 10; i++) {
      now += 1_000;
      watermarks.onPeriodicEmit(output);
    }
    assertThat(out).containsExactly("idle");
  }

  @Test
  void rowsThatAreLeftToTheTopicCarryNoTime() {
    watermarks.onEvent(row(700), 700, output);
    watermarks.onPeriodicEmit(output);
    assertThat(out).isEmpty();
    watermarks.onEvent(row(500), 500, output);
    watermarks.onEvent(row(600), 600, output);
    watermarks.onPeriodicEmit(output);
    assertThat(out).containsExactly("489");
  }

  @Test
  void aTopicThatIsYetBeforeTheSeamSaysWhatItsTimeIs() {
    watermarks.onEvent(event(400, new Position(0, 0)), 400, output);
    watermarks.onPeriodicEmit(output);
    assertThat(out).containsExactly("389");
  }

  @Test
  void aStallOfTheProcessIsNoQuietOfTheStream() {
    watermarks.onEvent(ANY, 500, output);
    now += 3_600_000;
    watermarks.onPeriodicEmit(output);
    now += 200;
    watermarks.onPeriodicEmit(output);
    assertThat(out).containsExactly("1489", "1689");
  }

  @Test
  void neverGoesBackAfterAQuietTime() {
    watermarks.onEvent(ANY, 500, output);
    now += 900;
    watermarks.onPeriodicEmit(output);
    watermarks.onEvent(ANY, 600, output);
    watermarks.onPeriodicEmit(output);
    assertThat(out).containsExactly("1389", "1389");
  }

  @Test
  void isIdleWhenNoRecordEverCame() {
    watermarks.onPeriodicEmit(output);
    now += 100;
    watermarks.onPeriodicEmit(output);
    assertThat(out).containsExactly("idle");
  }

  @Test
  void takesNoTimeFromDeadLetters() {
    watermarks.onEvent(ANY, 500, output);
    now += 99;
    watermarks.onEvent(LETTER, 9_999_999, output);
    now += 99;
    watermarks.onPeriodicEmit(output);
    assertThat(out).containsExactly("489");
  }
}
