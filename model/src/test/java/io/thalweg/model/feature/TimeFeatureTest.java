package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.feature.TimeFeature.Cycle;
import io.thalweg.model.feature.TimeFeature.Unit;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TimeFeatureTest {
  private static final Offset<Double> CLOSE = within(1e-6);
  private static final List<Cycle> ALL = List.of(Cycle.values());

  private static float[] columns(String instant, String zone) throws BadValueException {
    Encoded e = new Encoded(new TimeFeature("t", "at", ALL, ZoneId.of(zone), Unit.MILLIS));
    e.encoder.time(e.row, 0, Instant.parse(instant).toEpochMilli());
    return e.columns();
  }

  private static void assertPhases(float[] columns, double... turns) {
    assertThat(columns).hasSize(2 * turns.length);
    for (int i = 0; i < turns.length; i++) {
      assertThat((double) columns[2 * i]).isCloseTo(Math.sin(2 * Math.PI * turns[i]), CLOSE);
      assertThat((double) columns[2 * i + 1]).isCloseTo(Math.cos(2 * Math.PI * turns[i]), CLOSE);
    }
  }

  @Test
  void everyCycleIsSineAndCosineOfWhereItStands() throws Exception {
    // A Thursday, day 60 of 366.
    double day = (18 * 3600 + 30 * 60 + 15.5) / 86_400;
    assertPhases(columns("2024-02-29T18:30:15.500Z", "UTC"), day, (3 + day) / 7, (59 + day) / 366);
    assertPhases(columns("1969-12-29T00:00:00Z", "UTC"), 0, 0, 362 / 365.0);
  }

  @Test
  void theZonesOwnClocksCount() throws Exception {
    // Clocks in Zurich went from 2 to 3 two hours before.
    assertPhases(
        columns("2026-03-29T03:00:00Z", "Europe/Zurich"),
        5 / 24.0,
        (6 + 5 / 24.0) / 7,
        (87 + 5 / 24.0) / 365);
  }

  @Test
  void theUnitIsThatOfTheField() throws Exception {
    for (Unit unit : Unit.values()) {
      long second =
          switch (unit) {
            case SECONDS -> 1;
            case MILLIS -> 1_000;
            case MICROS -> 1_000_000;
          };
      Encoded e =
          new Encoded(new TimeFeature("t", "at", List.of(Cycle.HOUR_OF_DAY), ZoneOffset.UTC, unit));
      e.encoder.time(e.row, 0, -6 * 3600 * second);
      assertPhases(e.columns(), 0.75);
    }
  }

  @Test
  void aMissingTimeIsMissingInEveryColumn() {
    Encoded e =
        new Encoded(
            new TimeFeature("t", "at", List.of(Cycle.DAY_OF_YEAR), ZoneOffset.UTC, Unit.MILLIS));
    assertThat(e.columns()).containsExactly(Float.NaN, Float.NaN);
  }

  @Test
  void aTimeThatNoCalendarHasIsRefused() {
    Encoded e = new Encoded(new TimeFeature("t", "at", ALL, ZoneOffset.UTC, Unit.MILLIS));
    for (long bad : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 253_402_300_800_000L}) {
      assertThatThrownBy(() -> e.encoder.time(e.row, 0, bad))
          .isInstanceOf(BadValueException.class)
          .hasMessage("at: %d millis are no time from the year 1 to 9999".formatted(bad));
    }
  }
}
