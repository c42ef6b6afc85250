package io.thalweg.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationConverterTest {
  private final DurationConverter converter = new DurationConverter();

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "60s, PT1M", "5m, PT5M", "1h, PT1H", "999999999h, PT999999999H"})
  void readsANumberAndAUnit(String text, Duration expected) {
    assertThat(converter.convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "s", "-5s", "1.5s", "5 s", "5S", "5d", "5s5s", "9999999999s"})
  void refusesTheRestWithExamples(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is no duration such as 500ms, 60s, 5m or 1h");
  }

  @Test
  void refusesALengthOfNothing() {
    assertThatThrownBy(() -> converter.convert("0s")).hasMessageContaining("above 0");
  }
}
