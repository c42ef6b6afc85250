package io.thalweg.cli.letters;

import io.thalweg.ingestion.kafka.StoredLetter;
import io.thalweg.ingestion.kafka.StoredLetter.Origin;
import org.jspecify.annotations.Nullable;

/** A dead letter as one line. Stateless. */
public final class LetterLine {
  private LetterLine() {}

  /**
   * {@code payments/0@99 2026-01-01T00:00:00Z amount: is missing | \x02id, 3 bytes}.
   *
   * @param bytes of the value that are shown, at most
   */
  public static String of(StoredLetter letter, int bytes) {
    String value = value(letter.value(), bytes);
    return letter
        .origin()
        .map(origin -> "%s | %s".formatted(of(origin), value))
        .orElseGet(() -> "%s was refused by no pipeline | %s".formatted(letter.place(), value));
  }

  private static String of(Origin origin) {
    return "%s %s %s"
        .formatted(
            origin.place(), origin.refusedAt(), origin.reason().replaceAll("\\s*\\R\\s*", " "));
  }

  private static String value(byte @Nullable [] value, int bytes) {
    if (value == null) {
      return "no value";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(bytes, value.length); i++) {
      append(value[i], text);
    }
    return "%s%s, %d bytes".formatted(text, value.length > bytes ? "..." : "", value.length);
  }

  /** Whatever comes out can be read, and tells a terminal to do nothing. */
  private static void append(byte b, StringBuilder to) {
    if (b == '\\') {
      to.append("\\\\");
    } else if (b >= ' ' && b <= '~') {
      to.append((char) b);
    } else {
      to.append("\\x%02x".formatted(b & 0xff));
    }
  }
}
