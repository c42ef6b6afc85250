package io.thalweg.serving.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.console.ModelState.Period;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Learners' periods written down by hand, and the rows and columns that they make. */
final class ForgettingTest {
  private static final long START = 1_764_312_000_000L;
  private static final long MINUTE = 60_000;

  private final ModelFigures figures = new ModelFigures(new Budget(10_000));
  private final Forgetting forgetting = new Forgetting();
  private long now = START + 100 * MINUTE;

  /** What a learner says: each period is when it began, its rows, and how many were right. */
  private static Said learner(Said said, int index, int evaluations, double[]... periods) {
    String owner = "learner/" + index;
    said.of(owner, LearnedNames.PROBE_EVALUATIONS, evaluations);
    for (int slot = 0; slot < LearnedNames.SLOTS; slot++) {
      boolean isThere = slot < periods.length;
      said.of(owner, LearnedNames.probeBegan(slot), isThere ? periods[slot][0] : 0)
          .of(owner, LearnedNames.probeRows(slot), isThere ? periods[slot][1] : 0)
          .of(owner, LearnedNames.probeCorrect(slot), isThere ? periods[slot][2] : 0);
    }
    return said;
  }

  private static double[] period(long began, double rows, double right) {
    return new double[] {began, rows, right};
  }

  private void say(Said said) {
    now += 1_000;
    figures.accept(said.at(now), now);
    forgetting.look(figures, now);
  }

  private static double[][] evenly(int periods, int by, long lengthMillis, int right) {
    double[][] out = new double[periods][];
    for (int i = 0; i < periods; i++) {
      out[i] = period(START + (long) by * i * lengthMillis, 100, right + by * i);
    }
    return out;
  }

  @Test
  void rowsKeepTheirHistoryWhenEverySecondOfEightPeriodsIsThinnedOut() {
    say(learner(Said.by("a"), 0, 1, evenly(8, 1, MINUTE, 50)));
    say(learner(Said.by("a"), 0, 2, evenly(4, 2, MINUTE, 70)));
    assertThat(forgetting.periods())
        .extracting(Period::beganMillis)
        .containsExactly(START, START + 2 * MINUTE, START + 4 * MINUTE, START + 6 * MINUTE);
    assertThat(forgetting.matrix().rows())
        .containsExactly(
            List.of(0.50, 0.70), List.of(0.52, 0.72), List.of(0.54, 0.74), List.of(0.56, 0.76));
  }

  @Test
  void periodsOfLessThanTenSecondsAreApart() {
    say(learner(Said.by("a"), 0, 1, evenly(7, 1, 2_000, 50)));
    say(learner(Said.by("a"), 0, 2, evenly(8, 1, 2_000, 60)));
    assertThat(forgetting.matrix().rows()).hasSize(8);
    assertThat(forgetting.matrix().rows().get(3)).containsExactly(0.53, 0.63);
    assertThat(forgetting.matrix().rows().get(7)).containsExactly(Double.NaN, 0.67);
  }

  @Test
  void periodsOfLearnersOfWhichOneHasThinnedAreTogetherByWhenTheyBegan() {
    long late = 3_000;
    Said both = learner(Said.by("a"), 0, 1, evenly(8, 1, MINUTE, 50));
    say(
        learner(
            both,
            1,
            1,
            period(START + late, 300, 300),
            period(START + 2 * MINUTE + late, 300, 300),
            period(START + 4 * MINUTE - late, 300, 300),
            period(START + 8 * MINUTE, 10, 5)));
    assertThat(forgetting.periods())
        .extracting(Period::rows)
        .containsExactly(400L, 100L, 400L, 100L, 400L, 100L, 100L, 100L, 10L);
    assertThat(forgetting.periods().get(4).beganMillis()).isEqualTo(START + 4 * MINUTE - late);
    assertThat(forgetting.matrix().rows())
        .extracting(row -> row.get(0))
        .containsExactly(350 / 400.0, 0.51, 352 / 400.0, 0.53, 354 / 400.0, 0.55, 0.56, 0.57, 0.5);
  }

  @Test
  void aPeriodOfWhichAnotherLearnerKeepsRowsLaterIsTheSameRow() {
    Said both = learner(Said.by("a"), 0, 1, evenly(2, 1, MINUTE, 50));
    say(learner(both, 1, 1, period(START - 9_000, 100, 100)));
    say(learner(Said.by("a"), 0, 2, evenly(2, 1, MINUTE, 60)));
    assertThat(forgetting.matrix().rows())
        .containsExactly(List.of(0.75, 0.60), List.of(0.51, 0.61));
  }

  @Test
  void aLearnerWithoutATestedPeriodHoldsNoColumnBack() {
    Said both = learner(Said.by("a"), 0, 1, evenly(2, 1, MINUTE, 50));
    say(learner(both, 1, 0));
    both = learner(Said.by("a"), 0, 2, evenly(2, 1, MINUTE, 60));
    say(learner(both, 1, 0));
    assertThat(forgetting.matrix().times()).hasSize(2);
  }

  @Test
  void hostilePeriodsMakeNoMoreThanSoManyRows() {
    Said many = Said.by("a");
    for (int i = 0; i < 200; i++) {
      learner(many, i, 1, evenly(8, 1, 1_000_000L * (i + 1), 1));
    }
    say(many);
    assertThat(forgetting.periods()).hasSizeLessThanOrEqualTo(KeptPeriods.MOST);
  }
}
