package io.thalweg.cli.doctor;

/**
 * What a look at one thing has found. Immutable.
 *
 * @param subject what was looked at, in a word or two
 * @param text what is there; of what isn't well, and what to do
 */
public record Finding(Level level, String subject, String text) {
  /** How it stands. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Works, but may cost time or room later. */
    NOTE,
    /** Doesn't work. */
    BAD
  }

  static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text);
  }

  static Finding note(String subject, String text) {
    return new Finding(Level.NOTE, subject, text);
  }

  static Finding bad(String subject, String text) {
    return new Finding(Level.BAD, subject, text);
  }

  /** {@code ok java 17.0.15, ...}. */
  @Override
  public String toString() {
    return "%-5s %-13s %s"
        .formatted(level.name().toLowerCase(java.util.Locale.ROOT), subject, text);
  }
}
