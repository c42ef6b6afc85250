package io.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "999, 999",
    "1000, 1.00k",
    "12345, 12.3k",
    "999499, 999k",
    "999500, 1.00M",
    "4560000, 4.56M",
    "0.5, 0.50",
    "12.34, 12.3",
    "-12345, -12.3k",
    "7.2e9, 7.20G"
  })
  void countsHaveThreeSignificantDigits(double value, String text) {
    assertThat(Figures.count(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0ms",
    "850, 850ms",
    "1000, 1.0s",
    "12300, 12.3s",
    "59949, 59.9s",
    "59950, 1m00s",
    "245000, 4m05s",
    "3599499, 59m59s",
    "3600000, 1h00m",
    "7620000, 2h07m"
  })
  void durationsHaveTwoUnitsAtMost(long millis, String text) {
    assertThat(Figures.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.9134, 91.3%", "1, 100.0%", "0, 0.0%"})
  void sharesArePercents(double share, String text) {
    assertThat(Figures.percent(share)).isEqualTo(text);
  }
}
