package io.thalweg.ingestion.kafka;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Which dead letters are meant. Immutable.
 *
 * @param reason what the reason has in it, in whatever case
 * @param from refused at this time or later
 * @param to refused before this time
 */
public record LetterFilter(Optional<String> reason, Optional<Instant> from, Optional<Instant> to) {
  public static final LetterFilter ALL =
      new LetterFilter(Optional.empty(), Optional.empty(), Optional.empty());

  /** A record that no pipeline has refused is among all, and in nothing narrower. */
  public boolean matches(StoredLetter letter) {
    return letter.origin().map(this::matches).orElse(equals(ALL));
  }

  private boolean matches(StoredLetter.Origin letter) {
    return reason.map(text -> lower(letter.reason()).contains(lower(text))).orElse(true)
        && from.map(time -> !letter.refusedAt().isBefore(time)).orElse(true)
        && to.map(time -> letter.refusedAt().isBefore(time)).orElse(true);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
