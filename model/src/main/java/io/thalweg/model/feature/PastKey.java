package io.thalweg.model.feature;

import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.HistoryPlan.Timing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whose past a record of a pipeline's topic of histories is. Its bytes are the record's key, UTF-8:
 * {@code all:KEY}, {@code fields:KEY} or {@code labels:KEY}; the record's value is what {@link
 * KeyHistory#toBytes} says, or null once the key is forgotten. Immutable.
 *
 * @param part which of the key's histories follow from it
 * @param key of the examples
 */
public record PastKey(Part part, String key) {
  private static final char BEHIND_PART = ':';

  public byte[] toBytes() {
    return (name(part) + BEHIND_PART + key).getBytes(StandardCharsets.UTF_8);
  }

  /** Empty for what is none. */
  public static Optional<PastKey> read(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return Arrays.stream(Part.values())
        .filter(part -> text.startsWith(name(part) + BEHIND_PART))
        .map(part -> new PastKey(part, text.substring(name(part).length() + 1)))
        .findFirst();
  }

  private static String name(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  /** When labels count for a part: where they come with their events, there is but one. */
  public static Timing timing(Part part) {
    return part == Part.ALL ? Timing.WITH_EXAMPLE : Timing.WHEN_KNOWN;
  }
}
