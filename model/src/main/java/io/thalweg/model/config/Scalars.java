package io.thalweg.model.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values from text; null where the text has no such value. Stateless. */
final class Scalars {
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,19}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,15}) ?([A-Za-z]*)");
  private static final Map<String, Duration> DURATIONS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Map<String, Long> SIZES =
      Map.of(
          "", 1L,
          "B", 1L,
          "KB", 1_000L,
          "MB", 1_000_000L,
          "GB", 1_000_000_000L,
          "TB", 1_000_000_000_000L,
          "KiB", 1L << 10,
          "MiB", 1L << 20,
          "GiB", 1L << 30,
          "TiB", 1L << 40);

  private Scalars() {}

  static @Nullable Long integer(String text) {
    try {
      return INTEGER.matcher(text).matches() ? Long.valueOf(text) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static @Nullable Double decimal(String text) {
    return DECIMAL.matcher(text).matches() ? Double.valueOf(text) : null;
  }

  static @Nullable Boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> null;
    };
  }

  static @Nullable Duration duration(String text) {
    Matcher m = WITH_UNIT.matcher(text);
    Duration unit = m.matches() ? DURATIONS.get(m.group(2)) : null;
    try {
      return unit == null ? null : unit.multipliedBy(Long.parseLong(m.group(1)));
    } catch (ArithmeticException e) {
      return null;
    }
  }

  static @Nullable Long byteSize(String text) {
    Matcher m = WITH_UNIT.matcher(text);
    Long unit = m.matches() ? SIZES.get(m.group(2)) : null;
    try {
      return unit == null ? null : Math.multiplyExact(Long.parseLong(m.group(1)), unit);
    } catch (ArithmeticException e) {
      return null;
    }
  }
}
