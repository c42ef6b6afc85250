package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Head;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowComparisonTest {
  private final ShadowComparison comparison = new ShadowComparison(9);

  private ShadowReport of(Head head, int rows, float[] answered, float[] shadow) {
    comparison.add(head, 7, answered, shadow, rows, 4_000, 2_000);
    return comparison.report("next", 3, 2, 1, "reason");
  }

  @Test
  void differencesAreThoseOfTheOutputs() {
    ShadowReport report =
        of(
            new Head.Binary(),
            4,
            new float[] {0.25f, 0.5f, 0.75f, 0},
            new float[] {0.5f, 0.375f, 0.75f, 0});
    assertThat(report.meanDifference()).isCloseTo(0.375 / 4, within(1e-12));
    assertThat(report.maxDifference()).isEqualTo(0.25);
    assertThat(report.rows()).isEqualTo(4);
    assertThat(report.requests()).isEqualTo(1);
    assertThat(report.shadowMicros()).isEqualTo(2);
    assertThat(report.answerMicros()).isEqualTo(4);
    assertThat(report.dropped()).isEqualTo(3);
    assertThat(report.skipped()).isEqualTo(2);
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.failure()).isEqualTo("reason");
  }

  @Test
  void twoClassesDifferAcrossOneHalf() {
    assertThat(
            of(
                    new Head.Binary(),
                    3,
                    new float[] {0.49f, 0.5f, 0.9f},
                    new float[] {0.5f, 0.6f, 0.1f})
                .disagreements())
        .isEqualTo(2);
  }

  @Test
  void severalClassesDifferByTheLargest() {
    assertThat(
            of(
                    new Head.Multiclass(3),
                    2,
                    new float[] {0.2f, 0.5f, 0.3f, 0.1f, 0.1f, 0.8f},
                    new float[] {0.1f, 0.8f, 0.1f, 0.5f, 0.1f, 0.4f})
                .disagreements())
        .isEqualTo(1);
  }

  @Test
  void setsOfLabelsDifferByAnyLabel() {
    assertThat(
            of(
                    new Head.Multilabel(2),
                    2,
                    new float[] {0.9f, 0.1f, 0.2f, 0.2f},
                    new float[] {0.9f, 0.6f, 0.1f, 0.4f})
                .disagreements())
        .isEqualTo(1);
  }

  @Test
  void numbersHaveNoClassToDifferOn() {
    assertThat(of(new Head.Regression(), 1, new float[] {0.1f}, new float[] {0.9f}).disagreements())
        .isZero();
  }

  /** The point of a head of quantiles is the one nearest to the median. */
  @Test
  void theScoreOfQuantilesIsTheirPoint() {
    Head head = new Head.Quantile(List.of(0.1, 0.5));
    for (int i = 0; i < 1_000; i++) {
      comparison.add(head, 7, new float[] {i % 97, 5}, new float[] {i % 89 + 1_000, 5}, 1, 1, 1);
    }
    assertThat(comparison.report("next", 0, 0, 0, null).stabilityIndex()).isZero();
  }

  @Test
  void itSaysWhichVersionsItWasComparedWith() {
    for (long against : new long[] {7, 5, 8}) {
      comparison.add(new Head.Binary(), against, new float[1], new float[1], 1, 1, 1);
    }
    ShadowReport report = comparison.report("next", 0, 0, 0, null);
    assertThat(report.version()).hasValue(9);
    assertThat(report.againstFrom()).hasValue(5);
    assertThat(report.againstTo()).hasValue(8);
  }
}
