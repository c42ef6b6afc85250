package io.thalweg.serving.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.console.Mark.Kind;
import io.thalweg.serving.follow.Releases;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counts of processes that fall silent, are started anew and restored. */
final class CountedTest {
  private static final long START = 1_764_312_000_000L;

  private long now = START;
  private final Console console =
      new Console(
          new ServingRecorder(),
          new VersionTable(List.of()),
          new Releases(),
          () -> Instant.ofEpochMilli(now));

  @BeforeEach
  void live() {
    console.live();
  }

  private void second(Said... said) {
    for (Said s : said) {
      console.accept(s.at(now));
    }
    now += 1_000;
    console.tick();
  }

  private static Said learner(String process, int index, double trained) {
    return Said.by(process).learner(index, trained, 0);
  }

  private static Said restarts(int restarts) {
    return Said.by("jm").of("", LearnedNames.NUM_RESTARTS, restarts);
  }

  private static Said drifts(String process, int index, int drifts) {
    return Said.by(process)
        .of("learner/" + index, "drifts0", drifts)
        .text("driftDetector0", "adwin");
  }

  private long learned() {
    return Objects.requireNonNull(
        Objects.requireNonNull(console.state("clicks")).totals().get("learned"));
  }

  private long drifts() {
    return console.marks("clicks", 0).stream().filter(m -> m.kind() == Kind.DRIFT).count();
  }

  @Test
  void countsNeitherFallNorJumpWhileOneOfTwoProcessesIsSilent() {
    second(learner("a", 0, 1_000), learner("b", 1, 500));
    List<Long> told = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      second(learner("a", 0, 1_000 + i));
      told.add(learned());
    }
    assertThat(told).isSorted().startsWith(1_501L).endsWith(1_560L);
    second(learner("a", 0, 1_061), learner("b", 1, 900));
    assertThat(learned()).isEqualTo(1_961);
  }

  @Test
  void subtasksThatSayZeroUntilTheyAreRestoredHaveWhatTheyHad() {
    List<Long> told = new ArrayList<>();
    double[][] learners = {{1_000, 900}, {0, 900}, {0, 0}, {990, 0}, {990, 880}, {995, 890}};
    for (double[] each : learners) {
      second(learner("a", 0, each[0]), learner("b", 1, each[1]));
      told.add(learned());
    }
    assertThat(told).containsExactly(1_900L, 1_900L, 1_900L, 1_890L, 1_870L, 1_885L);
  }

  @Test
  void subtasksThatGoOnSayingZeroHaveBegunFromNothing() {
    second(learner("a", 0, 1_000));
    for (int i = 0; i < 30; i++) {
      second(learner("a", 0, 0));
      assertThat(learned()).isEqualTo(1_000);
    }
    second(learner("a", 0, 0));
    assertThat(learned()).isZero();
    second(learner("a", 0, 7));
    assertThat(learned()).isEqualTo(7);
  }

  @Test
  void ofFewerLearnersThatHaveTheCountsOfAllNoneCountsTwice() {
    second(restarts(0), learner("a", 0, 5_000), learner("b", 1, 5_000));
    second(restarts(1), learner("a", 0, 10_010));
    assertThat(learned()).isEqualTo(10_010);
    for (int i = 0; i < 60; i++) {
      second(restarts(1), learner("a", 0, 10_020 + i));
      assertThat(learned()).isEqualTo(10_020 + i);
    }
  }

  @Test
  void theSameWhereTheJobIsSubmittedAnew() {
    second(learner("a", 0, 5_000), learner("b", 1, 5_000));
    now += 60_000;
    for (int i = 0; i < 60; i++) {
      second(learner("c", 0, 10_000 + i));
      assertThat(learned()).isEqualTo(10_000 + i);
    }
  }

  @Test
  void afterARestartTheTotalWaitsForTheSubtaskThatComesLater() {
    second(restarts(0), learner("a", 0, 1_000), learner("b", 1, 1_000));
    second(restarts(1));
    assertThat(learned()).isEqualTo(2_000);
    second(learner("a", 0, 950));
    assertThat(learned()).isEqualTo(2_000);
    second(learner("a", 0, 960), learner("c", 1, 980));
    assertThat(learned()).isEqualTo(1_940);
  }

  @Test
  void afterARestartTheTotalGoesOnWithoutTheSubtaskThatNeverComes() {
    second(restarts(0), learner("a", 0, 1_000), learner("b", 1, 1_000));
    for (int i = 0; i < 30; i++) {
      second(restarts(1), learner("a", 0, 950));
    }
    assertThat(learned()).isEqualTo(2_000);
    second(restarts(1), learner("a", 0, 950));
    assertThat(learned()).isEqualTo(950);
  }

  @Test
  void whatWasSilentForTwelveHoursIsForgottenAndItsPlaceIsGivenBack() {
    Budget budget = new Budget(100);
    ModelFigures figures = new ModelFigures(new Budget(100));
    LastCounts counts = new LastCounts(LearnedNames.STEPS, budget);
    figures.accept(Said.by("a").of("learner/0", LearnedNames.STEPS, 10).at(now), now);
    figures.accept(Said.by("b").of("learner/1", LearnedNames.STEPS, 5).at(now), now);
    counts.look(figures, now);
    for (int i = 1; i <= 12 * 3_600 / 8; i++) {
      long then = now + 8_000L * i;
      figures.accept(Said.by("a").of("learner/0", LearnedNames.STEPS, 10).at(then), then);
      counts.look(figures, then);
    }
    assertThat(counts.total()).isEqualTo(15);
    long then = now + 12 * 3_600_000L + 8_001;
    counts.look(figures, then);
    assertThat(counts.total()).isEqualTo(10);
    int left = 0;
    while (budget.take()) {
      left++;
    }
    assertThat(left).isEqualTo(99);
  }

  @Test
  void noMoreSubtasksAreRememberedThanSoMany() {
    Budget budget = new Budget(10_000);
    ModelFigures figures = new ModelFigures(new Budget(10_000));
    LastCounts counts = new LastCounts(LearnedNames.STEPS, budget);
    Said many = Said.by("a");
    for (int i = 0; i < 4_000; i++) {
      many.of("learner/" + i, LearnedNames.STEPS, 1);
    }
    figures.accept(many.at(now), now);
    counts.look(figures, now);
    assertThat(counts.total()).isEqualTo(LastCounts.MOST_OWNERS);
  }

  @Test
  void driftsOfASilentLearnerStayAndAreNotMarkedAgain() {
    second(drifts("a", 0, 1), drifts("b", 1, 4));
    second(drifts("a", 0, 2), drifts("b", 1, 5));
    assertThat(drifts()).isEqualTo(1);
    for (int i = 0; i < 20; i++) {
      second(drifts("a", 0, 2));
      assertThat(console.learned().get(0).drifts()).containsEntry("adwin", 5L);
    }
    second(drifts("a", 0, 2), drifts("b", 1, 5));
    assertThat(drifts()).isEqualTo(1);
  }

  @Test
  void aDriftOfTheLearnerThatHasToldOfFewerIsMarked() {
    second(drifts("a", 0, 9), drifts("b", 1, 2));
    second(drifts("a", 0, 9), drifts("b", 1, 3));
    assertThat(drifts()).isEqualTo(1);
    second(drifts("a", 0, 10), drifts("b", 1, 3));
    assertThat(drifts()).as("the other has seen it, too").isEqualTo(1);
    second(drifts("a", 0, 11), drifts("b", 1, 3));
    assertThat(drifts()).as("the same learner tells of another").isEqualTo(2);
    now += 9_000;
    second(drifts("a", 0, 11), drifts("b", 1, 4));
    assertThat(drifts()).isEqualTo(3);
  }
}
