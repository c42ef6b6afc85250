package io.thalweg.cli.command;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine;

/** 2026-01-31T10:00:00Z, or with an offset such as +02:00, as an option's value. */
final class InstantConverter implements CommandLine.ITypeConverter<Instant> {
  @Override
  public Instant convert(String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeParseException e) {
      throw new CommandLine.TypeConversionException(
          "'" + value + "' is no time such as 2026-01-31T10:00:00Z or 2026-01-31T12:00:00+02:00");
    }
  }
}
