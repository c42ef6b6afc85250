package io.thalweg.serving.console;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened at a moment. Immutable.
 *
 * @param timeMillis since the epoch
 * @param version that it is about, null: none
 */
public record Mark(long timeMillis, Kind kind, String text, @Nullable Long version) {
  /** What happened. */
  public enum Kind {
    DRIFT,
    SWAP,
    REFUSED,
    ALIAS,
    ROLLBACK,
    RESTART,
    HOLD,
    PROMOTION;

    /** As docs/console.md has it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
