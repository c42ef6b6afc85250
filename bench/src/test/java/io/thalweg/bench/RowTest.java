package io.thalweg.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RowTest {
  @ParameterizedTest
  @CsvSource({
    "AT_MOST,  15.9, true",
    "AT_MOST,  16.0, true",
    "AT_MOST,  16.1, false",
    "AT_LEAST, 15.9, false",
    "AT_LEAST, 16.0, true",
    "AT_LEAST, 16.1, true"
  })
  void theGoalBoundsTheRatioToTheReference(Goal.Bound bound, double value, boolean holds) {
    Row row =
        Row.measured("a", value, "us", new Reference("floor", 10), new Goal(bound, 1.6, "1.6 x"));
    assertThat(row.acceptable()).isEqualTo(holds);
  }

  @Test
  void theGoalBoundsTheFigureItselfWhereThereIsNoReference() {
    assertThat(Row.measured("a", 999, "us", Goal.atMost(1_000, "1,000 us")).acceptable()).isTrue();
    assertThat(Row.measured("a", 1_001, "us", Goal.atMost(1_000, "1,000 us")).acceptable())
        .isFalse();
  }

  @Test
  void whatWasSkippedIsNoMiss() {
    assertThat(Row.skipped("a", "no peer here").acceptable()).isTrue();
  }

  @Test
  void whatIsNoFigureIsRefused() {
    assertThatThrownBy(() -> Row.measured("a", Double.NaN, "us", Goal.atMost(1, "1")))
        .hasMessage("a measured value must be finite: row=a, value=NaN");
    assertThatThrownBy(() -> new Reference("floor", 0))
        .hasMessage("a reference must be finite and above 0: reference=floor, value=0.0");
  }
}
