package io.thalweg.ingestion;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long events and labels wait for each other, in event time. Immutable.
 *
 * @param window how long after its event a label counts
 * @param provisional after so long an event without a label is learned as class 0, until its label
 *     says otherwise; null: not before it has one
 */
public record LabelWaits(Duration window, @Nullable Duration provisional) implements Serializable {
  public LabelWaits {
    if (provisional != null && provisional.compareTo(window) >= 0) {
      throw new IllegalArgumentException(
          "an event is learned provisionally after %s, want less than the window, %s"
              .formatted(provisional, window));
    }
  }

  /** Nothing is learned without its label. */
  public static LabelWaits of(Duration window) {
    return new LabelWaits(window, null);
  }
}
