package io.thalweg.bench.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class HitsTest {
  @Test
  void aRecoveryEndsWithTheFirstRowFromWhichOnTheNextAreAsRightAsBefore() {
    Hits hits = new Hits();
    rows(hits, 3_000, 10); // one of ten wrong
    rows(hits, 700, 2);
    rows(hits, 1_300, 10);
    assertThat(hits.accuracy()).isEqualTo((2_700 + 350 + 1_170) / 5_000.0);
    // Of 500 rows at most 55 may be wrong: k rows of one half and 500 - k of one tenth.
    assertThat(hits.recovery(List.of(3_000L))).isBetween(685.0, 692.0);
  }

  @Test
  void wherePredictionsStayAsRightThereIsNothingToRecoverFrom() {
    Hits hits = new Hits();
    rows(hits, 5_000, 10);
    assertThat(hits.recovery(List.of(2_000L, 4_000L))).isZero();
  }

  @Test
  void whatNeverRecoversCountsUpToTheNextBreak() {
    Hits hits = new Hits();
    rows(hits, 2_000, 10);
    rows(hits, 1_500, 2);
    rows(hits, 2_000, 2);
    assertThat(hits.recovery(List.of(2_000L, 3_500L))).isEqualTo((1_500 + 0) / 2.0);
    assertThat(hits.recovery(List.of(2_000L))).isEqualTo(3_500);
  }

  @Test
  void onlyRowsSinceTheLastBreakAreTheLevelBeforeTheNext() {
    Hits hits = new Hits();
    rows(hits, 2_000, 1_000_000);
    rows(hits, 600, 2);
    rows(hits, 1_000, 2);
    assertThat(hits.recovery(List.of(2_000L, 2_600L))).isEqualTo(600 / 2.0);
  }

  @Test
  void ofTwoClassesAHalfIsTheSecondOfMoreTheScoreIsTheClass() {
    assertThat(Hits.isRight(2, 1, 0.5f)).isTrue();
    assertThat(Hits.isRight(2, 0, 0.49f)).isTrue();
    assertThat(Hits.isRight(2, 0, 0.5f)).isFalse();
    assertThat(Hits.isRight(5, 3, 3)).isTrue();
    assertThat(Hits.isRight(5, 1, 3)).isFalse();
  }

  /** Every so manieth of them was predicted wrong. */
  private static void rows(Hits hits, int rows, int every) {
    for (int i = 0; i < rows; i++) {
      hits.add(i % every != every - 1);
    }
  }
}
