package io.thalweg.serving.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import io.thalweg.serving.follow.Releases;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that say what no process of a pipeline would. */
final class HostileFiguresTest {
  private static final long START = 1_764_312_000_000L;

  private long now = START;
  private final Console console =
      new Console(
          new ServingRecorder(),
          new VersionTable(List.of()),
          new Releases(),
          () -> Instant.ofEpochMilli(now));

  private double[] learned() {
    return Objects.requireNonNull(console.points("clicks", 900, Long.MIN_VALUE))
        .seriesView()
        .getOrDefault("learned_per_second", new double[0]);
  }

  private void saySecondBySecond(int from, int to) {
    for (int i = from; i < to; i++) {
      console.accept(Said.by("a").learner(0, 10 * i, 0).at(now));
      now += 1_000;
      console.tick();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MIN_VALUE + 1_000, -1, 0, 1, Long.MAX_VALUE})
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aRecordOfAnyTimeLeavesTheConsoleRunning(long at) {
    console.accept(Said.by("x").learner(1, 1, 0).at(at));
    console.accept(Said.by("a").learner(0, 1, 0).at(now));
    console.accept(Said.by("x").learner(1, 1, 0).at(at));
    console.live();
    saySecondBySecond(1, 4);
    console.accept(Said.by("x").learner(1, 1, 0).at(at));
    saySecondBySecond(4, 6);
    assertThat(learned()).endsWith(10, 10, 10, 10);
    long[] times = Objects.requireNonNull(console.points("clicks", 900, Long.MIN_VALUE)).timeView();
    assertThat(times).startsWith(START).hasSizeLessThan(10);
  }

  @Test
  void whatWasSaidMoreThanTwelveHoursAgoIsLeftOutWhileTheTopicIsReadUp() {
    console.accept(Said.by("a").learner(0, 1, 0).at(now - 13 * 3_600_000L));
    assertThat(console.learned()).isEmpty();
    console.accept(Said.by("a").learner(0, 1, 0).at(now - 12 * 3_600_000L));
    assertThat(console.learned()).hasSize(1);
  }

  @Test
  void ofAnImpossibleTimeNoRateIsMadeThatOutlastsTheProcess() {
    ProcessFigures process = new ProcessFigures(new Budget(9));
    process.accept(Said.by("a").learner(0, 1, 0).at(Long.MAX_VALUE), now, (n, by) -> {});
    assertThat(process.isRecent(now + 1_000)).isTrue();
    assertThat(process.isRecent(now + 12_001)).isFalse();
  }

  @Test
  void onlyTheNamesThatMeanSomethingAreKept() {
    List<String> made = new ArrayList<>();
    for (String begin :
        List.of("drawnAge", "drawnClass", "drifts", "probeBegan_", "probeRows_", "probeCorrect_")) {
      for (int i = -2; i < 100; i++) {
        made.add(begin + i);
      }
      made.add(begin);
      made.add(begin + "00");
      made.add(begin + "x");
    }
    made.add("probeAnything");
    assertThat(made.stream().filter(LearnedNames::isWanted)).hasSize(7 + 32 + 16 + 3 * 8);
    assertThat(made.stream().filter(LearnedNames::isCounter)).hasSize(7 + 32);
    assertThat(LearnedNames.isWanted(LearnedNames.PROBE_EVALUATIONS)).isTrue();
  }

  @Test
  void countersWithMadeUpNamesRiseNowhere() {
    ModelFigures figures = new ModelFigures(new Budget(100));
    for (int i = 0; i < 2; i++) {
      figures.accept(
          new LearningFigures(
              "clicks",
              "a",
              now + 1_000L * i,
              List.of(new Figure("drawnAge7", "l", 5 + i), new Figure("drawnAge6", "l", 5 + i)),
              Map.of()),
          now + 1_000L * i);
    }
    assertThat(figures.risen("drawnAge7")).isZero();
    assertThat(figures.risen("drawnAge6")).isEqualTo(1);
  }

  @Test
  void textsAreKeptByTheirExactNamesAndNamesOfDetectorsAreShort() {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      texts.put("driftDetector" + i, "d".repeat(20_000));
    }
    texts.put("driftDetector", "d");
    texts.put("driftDetector01", "d");
    texts.put("driftDetectorX", "d");
    texts.put(LearnedNames.HEAD, "h".repeat(20_000));
    texts.put(LearnedNames.CLASSES, "c".repeat(20_000));
    assertThat(texts.keySet().stream().filter(LearnedNames::isWantedText)).hasSize(16 + 2);
    ModelFigures figures = new ModelFigures(new Budget(1));
    figures.accept(new LearningFigures("clicks", "a", now, List.of(), texts), now);
    assertThat(figures.text("driftDetector15")).hasSize(300);
    assertThat(figures.text("driftDetector16")).isNull();
    assertThat(figures.text(LearnedNames.HEAD)).hasSize(300);
    assertThat(figures.text(LearnedNames.CLASSES)).hasSize(16_384);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void aClockThatIsSetBackLeavesTheConsoleRunning() {
    console.live();
    saySecondBySecond(0, 3);
    now -= 3_600_000;
    saySecondBySecond(3, 5);
    assertThat(learned()).hasSizeGreaterThanOrEqualTo(3);
  }
}
