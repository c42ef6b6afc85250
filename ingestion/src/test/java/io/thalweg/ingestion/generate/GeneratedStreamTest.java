package io.thalweg.ingestion.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GeneratedStreamTest {
  private static final SplittableRandom RANDOM = new SplittableRandom(3);

  @Test
  void abruptPlansChangeBetweenTwoRows() {
    DriftPlan plan = DriftPlan.abrupt(400, 4);
    assertThat(plan.drifts()).extracting(Drift::at).containsExactly(100L, 200L, 300L);
    assertThat(concepts(plan, 0, 99, 100, 199, 200, 299, 300, 9_999))
        .containsExactly(0, 0, 1, 1, 2, 2, 3, 3);
  }

  @Test
  void recurringPlansComeBackToTheFirst() {
    DriftPlan plan = DriftPlan.recurring(500, 5, 2);
    assertThat(concepts(plan, 0, 100, 200, 300, 400)).containsExactly(0, 1, 0, 1, 0);
    assertThat(concepts(DriftPlan.NONE, 0, 1_000_000)).containsExactly(0, 0);
  }

  /** 1 / (1 + exp(-4 (row - at) / width)), worked out by hand. */
  @ParameterizedTest
  @CsvSource({"500, 0.5", "450, 0.1192", "550, 0.8808", "400, 0.0180", "650, 0.9975"})
  void gradualPlansMixByTheSigmoid(long row, double share) {
    DriftPlan plan = DriftPlan.gradual(1_000, 2, 100);
    double ones = 0;
    for (int i = 0; i < 100_000; i++) {
      ones += plan.concept(row, RANDOM);
    }
    assertThat(ones / 100_000).isCloseTo(share, within(0.008));
  }

  @Test
  void theSameSeedGivesTheSameRowsAndAnotherOthers() {
    assertThat(rows(1)).isEqualTo(rows(1)).isNotEqualTo(rows(2));
  }

  @Test
  void classesFollowTheConceptOfTheirRow() {
    GeneratedStream stream =
        new GeneratedStream(
            List.of(Concepts.sea(3, 0), Concepts.sea(15, 0)), DriftPlan.abrupt(200, 2), 1);
    double[] v = new double[3];
    for (int i = 0; i < 200; i++) {
      int found = stream.next(v);
      assertThat(found).isEqualTo(v[0] + v[1] <= (i < 100 ? 3 : 15) ? 1 : 0);
    }
  }

  @Test
  void conceptsThatDontFitAreRefused() {
    assertThatThrownBy(
            () ->
                new GeneratedStream(
                    List.of(Concepts.sea(8, 0), Concepts.led(0, 0)), DriftPlan.NONE, 1))
        .hasMessage(
            "concepts of one stream have the same columns and classes: 3 and 24 columns, 2 and 10"
                + " classes");
    assertThatThrownBy(
            () -> new GeneratedStream(List.of(Concepts.sea(8, 0)), DriftPlan.abrupt(100, 2), 1))
        .hasMessage("a drift to concept 1 at row 50, want 0 to 0");
  }

  private static List<List<Double>> rows(long seed) {
    GeneratedStream stream =
        new GeneratedStream(
            List.of(Concepts.agrawal(1, 0.05), Concepts.agrawal(2, 0.05)),
            DriftPlan.gradual(100, 2, 20),
            seed);
    List<List<Double>> rows = new ArrayList<>();
    double[] values = new double[stream.columns().size()];
    for (int i = 0; i < 100; i++) {
      List<Double> row = new ArrayList<>(List.of((double) stream.next(values)));
      for (double value : values) {
        row.add(value);
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<Integer> concepts(DriftPlan plan, long... rows) {
    List<Integer> found = new ArrayList<>();
    for (long row : rows) {
      found.add(plan.concept(row, RANDOM));
    }
    return found;
  }
}
