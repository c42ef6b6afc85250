package io.thalweg.cli.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** 500ms, 60s, 5m or 1h as an option's value; above 0. */
final class DurationConverter implements CommandLine.ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  @Override
  public Duration convert(String value) {
    Matcher m = FORM.matcher(value);
    if (!m.matches()) {
      throw new CommandLine.TypeConversionException(
          "'" + value + "' is no duration such as 500ms, 60s, 5m or 1h");
    }
    long n = Long.parseLong(m.group(1));
    if (n == 0) {
      throw new CommandLine.TypeConversionException(
          "'" + value + "' is no duration above 0 such as 500ms, 60s, 5m or 1h");
    }
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      default -> Duration.ofHours(n);
    };
  }
}
