package io.thalweg.serving.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import io.thalweg.serving.console.Mark.Kind;
import io.thalweg.serving.follow.Releases;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Records written down by hand, and the numbers that they make. */
final class ConsoleTest {
  private static final long START = 1_764_312_000_000L;
  private static final String MODEL = "clicks";

  private final VersionTable table = new VersionTable(List.of());
  private final ServingRecorder recorder = new ServingRecorder();
  private long now = START;
  private final Console console =
      new Console(recorder, table, new Releases(), () -> Instant.ofEpochMilli(now));

  private void say(Said... said) {
    for (Said s : said) {
      console.accept(s.at(now));
    }
  }

  /** A second later the points before are closed. */
  private void second() {
    now += 1_000;
    console.tick();
  }

  private double[] series(String name) {
    return series(900, name);
  }

  private double[] series(int range, String name) {
    return Objects.requireNonNull(console.points(MODEL, range, Long.MIN_VALUE))
        .seriesView()
        .getOrDefault(name, new double[0]);
  }

  private double last(String name) {
    double[] all = series(name);
    return all.length == 0 ? Double.NaN : all[all.length - 1];
  }

  private ModelState state() {
    return Objects.requireNonNull(console.state(MODEL));
  }

  private List<String> marks(Kind kind) {
    return console.marks(MODEL, 0).stream().filter(m -> m.kind() == kind).map(Mark::text).toList();
  }

  @Test
  void ratesAreDifferencesSummedOverProcesses() {
    console.live();
    say(Said.by("a").learner(0, 100, 80), Said.by("b").learner(1, 200, 100));
    second();
    say(Said.by("a").learner(0, 150, 120), Said.by("b").learner(1, 350, 180));
    second();
    assertThat(last("learned_per_second")).isEqualTo(200);
    assertThat(last("accuracy")).isEqualTo((40.0 + 80) / 200);
    assertThat(last("no_change")).isEqualTo(0.5);
    assertThat(last("majority")).isEqualTo(0.25);
    assertThat(last("accuracy_total")).isEqualTo(300.0 / 500);
    assertThat(state().totals()).containsEntry("learned", 500L).containsEntry("steps", 0L);
    assertThat(state().learners()).isEqualTo(2);
    assertThat(state().processes()).isEqualTo(2);
  }

  @Test
  void aRestartThatIsRestoredFromBeforeLearnsNothingAndNothingNegative() {
    console.live();
    String owner = "learner/0";
    double[] told = {1_000, 1_100, 0, 1_050, 1_150};
    for (int i = 0; i < told.length; i++) {
      say(
          Said.by("a")
              .of(owner, LearnedNames.EXAMPLES_TRAINED, told[i])
              .of("", LearnedNames.NUM_RESTARTS, i < 2 ? 0 : 1));
      second();
    }
    assertThat(series("learned_per_second")).containsExactly(0, 100, 0, 0, 100);
    assertThat(marks(Kind.RESTART)).containsExactly("restart 1 of the job");
    assertThat(last("restarts")).isEqualTo(1);
  }

  @Test
  void aRestartWithFewerLearnersGivesOneTheCountOfBothWhichIsNoLearning() {
    console.live();
    say(Said.by("a").learner(0, 5_000, 0), Said.by("b").learner(1, 5_000, 0));
    second();
    say(Said.by("a").learner(0, 5_010, 0), Said.by("b").learner(1, 5_010, 0));
    second();
    assertThat(last("learned_per_second")).isEqualTo(20);
    console.accept(Said.by("jobmanager").of("", LearnedNames.NUM_RESTARTS, 0).at(now));
    console.accept(Said.by("jobmanager").of("", LearnedNames.NUM_RESTARTS, 1).at(now));
    say(Said.by("a").learner(0, 10_020, 0));
    second();
    assertThat(last("learned_per_second")).isZero();
    say(Said.by("a").learner(0, 10_050, 0));
    second();
    assertThat(last("learned_per_second")).isEqualTo(30);
  }

  @Test
  void learnersThatComeAndGoInOneProcessBeginToCountAnew() {
    console.live();
    say(Said.by("a").learner(0, 500, 0).learner(1, 700, 0));
    second();
    say(Said.by("a").learner(0, 1_200, 0));
    second();
    say(Said.by("a").learner(0, 1_210, 0));
    second();
    assertThat(series("learned_per_second")).containsExactly(0, 0, 10);
    assertThat(state().learners()).isEqualTo(1);
  }

  @Test
  void ofASubtaskThatHasMovedTheProcessCountsThatSaidItFirstLast() {
    console.live();
    say(Said.by("dead").learner(0, 900, 0));
    second();
    say(Said.by("heir").learner(0, 880, 0));
    second();
    assertThat(state().totals()).containsEntry("learned", 880L);
    assertThat(state().learners()).isEqualTo(1);
    assertThat(state().processes()).isEqualTo(2);
  }

  @Test
  void aProcessThatSaysNothingForTenSecondsDoesNotCount() {
    console.live();
    say(Said.by("a").learner(0, 100, 0), Said.by("b").learner(1, 50, 0));
    for (int i = 0; i < 12; i++) {
      second();
      say(Said.by("a").learner(0, 110 + 10 * i, 0));
    }
    assertThat(state().processes()).isEqualTo(1);
    assertThat(state().totals()).containsEntry("learned", 220L + 50);
    for (int i = 0; i < 11; i++) {
      second();
    }
    assertThat(console.models()).singleElement().satisfies(m -> assertThat(m.learning()).isFalse());
    assertThat(last("learned_per_second")).isNaN();
    assertThat(state().totals()).containsEntry("learned", 220L + 50);
    assertThat(state().absent().get("figures"))
        .isEqualTo("no process that learns has said anything for 10 s");
    say(Said.by("a").learner(0, 440, 0));
    second();
    assertThat(console.models()).singleElement().satisfies(m -> assertThat(m.learning()).isTrue());
    assertThat(last("learned_per_second")).isCloseTo(220 / 12.0, within(2.0));
  }

  @Test
  void figuresAreMeansWeightedByExamplesAndThoseThatAreNoNumberAreLeftOut() {
    console.live();
    say(
        Said.by("a")
            .of("learner/0", "judged_kappa", 0.5 * 100)
            .of("learner/0", LearnedNames.EXAMPLES_JUDGED, 100)
            .of("learner/1", "judged_kappa", 0.8 * 300)
            .of("learner/1", LearnedNames.EXAMPLES_JUDGED, 300)
            .of("learner/2", "judged_kappa", Double.NaN)
            .of("learner/2", LearnedNames.EXAMPLES_JUDGED, 1_000)
            .of("learner/0", LearnedNames.GRADIENT_NORM, Double.NaN)
            .of("learner/1", LearnedNames.GRADIENT_NORM, 2)
            .of("learner/0", LearnedNames.LEARNING_RATE, Double.POSITIVE_INFINITY));
    second();
    assertThat(last("figure.kappa")).isEqualTo((50.0 + 240) / 400);
    assertThat(last("gradient_norm")).isEqualTo(2);
    assertThat(series("learning_rate")).isEmpty();
    assertThat(series("accuracy")).isEmpty();
    assertThat(series("loss")).isEmpty();
  }

  @Test
  void driftsAreMarkedOnceForAllLearnersAndNotAgainWhenTheyAreRestored() {
    console.live();
    double[][] told = {{0, 0}, {1, 0}, {1, 1}, {0, 0}, {1, 1}, {2, 1}};
    for (double[] each : told) {
      say(
          Said.by("a")
              .of("learner/0", "drifts0", each[0])
              .of("learner/1", "drifts0", each[1])
              .text("driftDetector0", "adwin of error"));
      second();
    }
    assertThat(marks(Kind.DRIFT)).containsExactly("adwin of error", "adwin of error");
    assertThat(console.learned().get(0).drifts()).containsEntry("adwin of error", 2L);
  }

  @Test
  void holdsAndPromotionsAreMarkedWhenTheyBegin() {
    console.live();
    for (int i = 0; i < 3; i++) {
      say(
          Said.by("a")
              .of("learner/0", LearnedNames.PROMOTIONS, i < 2 ? 0 : 1)
              .of("bad", LearnedNames.BAD_HOLDS, i > 0 ? 1 : 0)
              .of("bad", LearnedNames.BAD_SHARE, 0.125));
      second();
    }
    assertThat(marks(Kind.HOLD)).containsExactly("12.5 % of the newest records are bad");
    assertThat(marks(Kind.PROMOTION)).hasSize(1);
    assertThat(last("bad_share")).isEqualTo(0.125);
  }

  @Test
  void abortedRoundsAreThoseOfThePointAndFlinksMinusOneIsNone() {
    console.live();
    for (int i = 0; i < 40; i++) {
      say(
          Said.by("jm")
              .of("coordinator", LearnedNames.ROUNDS_COMMITTED, 2 * i)
              .of("coordinator", LearnedNames.ROUNDS_ABORTED, i < 36 ? 0 : 3)
              .of("", LearnedNames.CHECKPOINT_DURATION, i < 20 ? -1 : 40));
      second();
    }
    assertThat(series("rounds_aborted")).endsWith(0, 3, 0, 0, 0);
    assertThat(last("rounds_per_second")).isEqualTo(2);
    assertThat(series("checkpoint_millis")).hasSize(40).startsWith(Double.NaN).endsWith(40);
    assertThat(series(7_200, "rounds_aborted")).containsOnly(0);
    say(Said.by("jm").of("coordinator", LearnedNames.ROUNDS_ABORTED, 3));
    second();
    assertThat(series(7_200, "rounds_aborted")).endsWith(3);
  }

  @Test
  void coarserPointsWeighAccuraciesByWhatWasLearned() {
    console.live();
    double trained = 0;
    double correct = 0;
    for (int i = 0; i < 31; i++) {
      double learned = i % 10 == 0 ? 900 : 100;
      trained += learned;
      correct += i % 10 == 0 ? 0.5 * learned : learned;
      say(Said.by("a").learner(0, trained, correct));
      second();
    }
    double[] tens = series(7_200, "accuracy");
    assertThat(tens[1]).isCloseTo((450.0 + 900) / 1_800, within(1e-12));
    assertThat(series(7_200, "learned_per_second")[1]).isEqualTo(180);
    assertThat(series(43_200, "accuracy")).isEmpty();
  }

  @Test
  void whatWasSaidBeforeTheServerStartedHasItsOwnTimesAndGapsHaveAPointWithoutNumbers() {
    now = START + 3_600_000;
    for (int i = 0; i < 5; i++) {
      console.accept(Said.by("a").learner(0, 100 + 10 * i, 0).at(START + 1_000L * i));
    }
    console.accept(Said.by("a").learner(0, 500, 0).at(START + 1_800_000));
    console.accept(Said.by("a").learner(0, 510, 0).at(START + 1_801_000));
    console.tick();
    Points before = Objects.requireNonNull(console.points(MODEL, 900, 0));
    assertThat(before.timeView()).startsWith(START, START + 1_000).endsWith(START + 1_800_000);
    console.live();
    second();
    Points points = Objects.requireNonNull(console.points(MODEL, 900, 0));
    long[] times = points.timeView();
    double[] learned = points.seriesView().get("learned_per_second");
    assertThat(learned[1]).isEqualTo(10);
    for (int i = 1; i < times.length; i++) {
      assertThat(times[i]).isGreaterThan(times[i - 1]);
      if (times[i] - times[i - 1] > 3_000) {
        assertThat(learned[i - 1]).as("before the gap").isNaN();
      }
    }
    assertThat(points.seriesView()).doesNotContainKey("requests_per_second");
  }

  @Test
  void whatWasSaidLongAgoAndComesWhenTheClockSaysWhichTimeItIsIsLeftOut() {
    console.live();
    console.accept(Said.by("a").learner(0, 9, 9).at(now - 600_000));
    second();
    assertThat(console.models()).singleElement().satisfies(m -> assertThat(m.learners()).isZero());
    console.accept(Said.by("a").learner(0, 9, 9).at(now - 599_000));
    second();
    assertThat(state().learners()).isEqualTo(1);
  }

  @Test
  void figuresOfVersionsHaveTheNamesOfEvaluation() {
    assertThat(VersionLog.figures(Map.of("prequential.accuracy", 0.9, "ece", 0.1)))
        .isEqualTo(Map.of("accuracy", 0.9, "ece", 0.1));
  }

  @Test
  void aRecordFromTheFutureCountsFromNowOn() {
    console.accept(Said.by("a").learner(0, 1, 0).at(now + 86_400_000));
    console.live();
    second();
    assertThat(Objects.requireNonNull(console.points(MODEL, 900, 0)).timeView())
        .containsExactly(START);
  }

  @Test
  void forgettingHasAColumnEachTimeThatAllLearnersHaveLookedAnew() {
    console.live();
    evaluated(1, 1, 90, 10);
    evaluated(1, 1, 50, 10);
    evaluated(2, 1, 80, 10);
    assertThat(state().forgotten().accuracy().times()).hasSize(1);
    evaluated(2, 2, 70, 10);
    ModelState.Forgotten forgotten = state().forgotten();
    assertThat(forgotten.periods())
        .containsExactly(
            new ModelState.Period(START - 2_000, 20), new ModelState.Period(START - 1_000, 200));
    assertThat(forgotten.accuracy().rows()).containsExactly(List.of(0.5, 0.5), List.of(0.9, 0.7));
  }

  private void evaluated(int first, int second, double correct, double other) {
    Said said = Said.by("a");
    for (int i = 0; i < 2; i++) {
      said.of("learner/" + i, LearnedNames.PROBE_EVALUATIONS, i == 0 ? first : second)
          .of("learner/" + i, LearnedNames.probeBegan(3), (double) (START - 1_000 + i))
          .of("learner/" + i, LearnedNames.probeRows(3), 100)
          .of("learner/" + i, LearnedNames.probeCorrect(3), correct);
    }
    say(
        said.of("learner/0", LearnedNames.probeBegan(4), (double) (START - 2_000))
            .of("learner/0", LearnedNames.probeRows(4), 20)
            .of("learner/0", LearnedNames.probeCorrect(4), other));
    second();
  }

  @Test
  void shiftsAreMeansOverLearnersOnceAMinute() {
    console.live();
    for (int i = 0; i < 61; i++) {
      say(
          Said.by("a")
              .of("learner/0", LearnedNames.shift("amount"), i == 0 ? 0.02 : 0.4)
              .of("learner/1", LearnedNames.shift("amount"), i == 0 ? 0.04 : 0.2));
      second();
    }
    assertThat(state().shifted().features()).containsExactly("amount");
    assertThat(state().shifted().psi().times()).hasSize(2);
    assertThat(state().shifted().psi().rows().get(0))
        .satisfiesExactly(
            first -> assertThat(first).isCloseTo(0.03, within(1e-12)),
            last -> assertThat(last).isCloseTo(0.3, within(1e-12)));
  }

  @Test
  void drawnRowsAreSharesOfThoseThatWereDrawnLately() {
    console.live();
    for (int i = 0; i < 40; i++) {
      say(
          Said.by("a")
              .of("learner/0", LearnedNames.drawnAge(0), 30 * i)
              .of("learner/0", LearnedNames.drawnAge(6), 10 * i)
              .of("learner/0", LearnedNames.drawnClass(1), 40 * i)
              .text("classes", "no, yes"));
      second();
    }
    assertThat(state().replay().ages()).hasSize(7);
    assertThat(state().replay().ages().get(0).upToSeconds()).isEqualTo(60);
    assertThat(state().replay().ages().get(0).share()).isCloseTo(0.75, within(1e-9));
    assertThat(state().replay().ages().get(6).upToSeconds()).isNull();
    assertThat(state().replay().classes()).containsExactly(new ModelState.ClassShare("yes", 1));
  }

  @Test
  void hostileRecordsFillNothingBeyondTheBounds() {
    console.live();
    List<Figure> many = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      many.add(new Figure("shift_" + i, "", i));
    }
    console.accept(new LearningFigures(MODEL, "evil", now, many, Map.of()));
    Budget budget = new Budget(Console.MOST_FIGURES);
    ProcessFigures process = new ProcessFigures(budget);
    process.accept(new LearningFigures(MODEL, "evil", now, many, Map.of()), now, (n, by) -> {});
    assertThat(process.size()).isEqualTo(ProcessFigures.MOST_FIGURES);
    for (int i = 0; i < 1_000; i++) {
      console.accept(
          new LearningFigures(
              "model" + i,
              "p",
              now,
              List.of(new Figure("unknown" + i, "", 1)),
              Map.of("classes", "c".repeat(100_000), "text" + i, "t")));
    }
    second();
    assertThat(console.models()).hasSize(Console.MOST_MODELS);
    assertThat(console.models().get(1).classes()).allMatch(c -> c.length() <= 16_384);
    assertThat(state().shifted().features()).hasSizeLessThanOrEqualTo(128);
    for (int i = 0; i < 700; i++) {
      console.refused(MODEL, DeadLetter.of(now, "t".repeat(999), 0, i, "r".repeat(9_999), null));
      say(Said.by("b").of("learner/0", "drifts0", i));
    }
    assertThat(state().letters()).hasSize(100);
    assertThat(state().letters().get(0).offset()).isEqualTo(699);
    assertThat(state().letters().get(0).reason()).hasSize(500).endsWith("...");
    assertThat(console.marks(MODEL, 0)).hasSize(Marks.MOST);
  }

  @Test
  void budgetsAreGivenBackWhenProcessesGo() {
    Budget budget = new Budget(3);
    ProcessFigures process = new ProcessFigures(budget);
    process.accept(Said.by("a").learner(0, 1, 1).learner(1, 1, 1).at(now), now, (n, by) -> {});
    assertThat(process.size()).isEqualTo(3);
    assertThat(budget.take()).isFalse();
    process.accept(Said.by("a").of("learner/0", "steps", 1).at(now), now, (n, by) -> {});
    assertThat(process.size()).isZero();
    process.accept(Said.by("a").of("learner/0", "steps", 1).at(now), now, (n, by) -> {});
    assertThat(process.size()).isEqualTo(1);
    process.forget();
    for (int i = 0; i < 3; i++) {
      assertThat(budget.take()).isTrue();
    }
    assertThat(budget.take()).isFalse();
  }

  @Test
  void aSeriesTakesSoManyBytesAndRingsKeepTheNewest() {
    Ring ring = new Ring(3);
    for (int i = 1; i <= 5; i++) {
      ring.add(i, i == 4 ? Map.of() : Map.of("x", (double) i));
    }
    ring.add(5, Map.of("x", 99.0));
    Points points = ring.after(3, 1_000);
    assertThat(points.timeView()).containsExactly(4, 5);
    assertThat(points.seriesView().get("x")).containsExactly(Double.NaN, 5);
    for (int i = 0; i < 200; i++) {
      ring.add(10 + i, Map.of("s" + i, 1.0));
    }
    assertThat(ring.after(0, 1_000).seriesView()).hasSize(Ring.MOST_SERIES);
  }

  @Test
  void deadLettersHavePrintableHeadsAndTopicsComeFromTexts() {
    console.live();
    say(Said.by("a").learner(0, 1, 1).text("deadLetters", "x.dead-letters, y.dead-letters"));
    assertThat(console.letterTopics().keySet()).containsExactly("x.dead-letters", "y.dead-letters");
    assertThat(state().absent()).containsEntry("letters", "no record was refused");
    console.unreadable("y.dead-letters", "there is no topic y.dead-letters");
    assertThat(state().absent()).containsEntry("letters", "there is no topic y.dead-letters");
    console.refused(
        MODEL,
        DeadLetter.of(
            now,
            "x",
            0,
            7,
            "too short",
            ("\0\u0001ok" + "z".repeat(99)).getBytes(StandardCharsets.UTF_8)));
    assertThat(state().letters())
        .singleElement()
        .satisfies(
            l -> {
              assertThat(l.head()).startsWith("..okz").hasSize(80);
              assertThat(l.sizeBytes()).isEqualTo(103);
            });
  }
}
