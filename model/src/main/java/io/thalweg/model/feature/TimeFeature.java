package io.thalweg.model.feature;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;

/**
 * A moment by where it stands in cycles: each is two columns, the sine and the cosine of its phase,
 * so that the end of a cycle is next to its beginning. A row keeps the phases. Immutable.
 *
 * @param cycles at least one, none twice
 * @param zone in whose calendar and on whose clocks
 * @param unit that the field counts in, from 1970 in UTC on
 */
public record TimeFeature(String name, String field, List<Cycle> cycles, ZoneId zone, Unit unit)
    implements Feature {
  private static final long MIN_SECONDS = -62_135_596_800L; // year 1
  private static final long MAX_SECONDS = 253_402_300_799L; // year 9999
  private static final double SECONDS_OF_DAY = 86_400;

  public TimeFeature {
    cycles = List.copyOf(cycles);
    if (cycles.isEmpty() || cycles.stream().distinct().count() < cycles.size()) {
      throw new IllegalArgumentException(
          "feature %s: cycles=%s, want one or more, none twice".formatted(name, cycles));
    }
  }

  /** What comes again and again; all of them move with the time of day. */
  public enum Cycle {
    HOUR_OF_DAY,
    /** From Monday on. */
    DAY_OF_WEEK,
    /** Of 365 or 366 days. */
    DAY_OF_YEAR;

    /** Where in the cycle, from 0 to below 1. */
    double phase(ZonedDateTime at) {
      double day = (at.toLocalTime().toSecondOfDay() + at.getNano() * 1e-9) / SECONDS_OF_DAY;
      return switch (this) {
        case HOUR_OF_DAY -> day;
        case DAY_OF_WEEK -> (at.getDayOfWeek().getValue() - 1 + day) / 7;
        case DAY_OF_YEAR -> (at.getDayOfYear() - 1 + day) / at.toLocalDate().lengthOfYear();
      };
    }
  }

  /** What a field counts. */
  public enum Unit {
    SECONDS(1),
    MILLIS(1_000),
    MICROS(1_000_000);

    private final long perSecond;

    Unit(long perSecond) {
      this.perSecond = perSecond;
    }

    long perSecond() {
      return perSecond;
    }
  }

  /**
   * The moment that a value of the field stands for.
   *
   * @throws BadValueException for one before the year 1 or after 9999
   */
  ZonedDateTime at(long value) throws BadValueException {
    long second = Math.floorDiv(value, unit.perSecond());
    if (second < MIN_SECONDS || second > MAX_SECONDS) {
      throw new BadValueException(
          "%s: %d %s are no time from the year 1 to 9999"
              .formatted(field, value, unit.name().toLowerCase(Locale.ROOT)));
    }
    long nanos = Math.floorMod(value, unit.perSecond()) * (1_000_000_000L / unit.perSecond());
    return Instant.ofEpochSecond(second, nanos).atZone(zone);
  }

  @Override
  public int slots() {
    return cycles.size();
  }

  @Override
  public int width() {
    return 2 * cycles.size();
  }
}
