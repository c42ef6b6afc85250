package io.thalweg.learner.probe;

import java.io.Serializable;

/**
 * What a learner probes. Immutable.
 *
 * @param period examples of the learner in a period, as long as fewer than {@link Recall#SLOTS}
 *     have ended
 * @param rows that are kept of each period; 0: nothing is remembered of any
 * @param reference examples of the learner that features are compared with; 0: none is compared
 * @param window newest examples that are compared with them; a multiple of 4
 */
public record ProbeSpec(int period, int rows, int reference, int window) implements Serializable {
  public static final ProbeSpec OFF = new ProbeSpec(1, 0, 0, 4);
  public static final ProbeSpec DEFAULT = new ProbeSpec(16_384, 256, 8_192, 4_096);

  public ProbeSpec {
    if (period < 1 || rows < 0 || reference < 0 || window < 4 || window % 4 != 0) {
      throw new IllegalArgumentException(
          "period=%d, rows=%d, reference=%d, window=%d, want period >= 1, rows >= 0, reference >= 0, window a multiple of 4"
              .formatted(period, rows, reference, window));
    }
  }

  /** The same without periods, for heads whose predictions aren't right or wrong. */
  public ProbeSpec withoutRows() {
    return new ProbeSpec(period, 0, reference, window);
  }
}
