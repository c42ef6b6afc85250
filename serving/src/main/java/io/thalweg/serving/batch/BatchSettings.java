package io.thalweg.serving.batch;

import io.thalweg.model.config.ConfigNode;
import java.time.Duration;

/**
 * How requests are computed. Immutable.
 *
 * @param maxRows of one run that holds more than one request
 * @param workers threads for models that are too slow for the event loops
 * @param deadline of a request that names none
 */
public record BatchSettings(int maxRows, int workers, Duration deadline) {
  private static final int DEFAULT_MAX_ROWS = 64;
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

  public static BatchSettings defaults() {
    return new BatchSettings(
        DEFAULT_MAX_ROWS, Runtime.getRuntime().availableProcessors(), DEFAULT_DEADLINE);
  }

  /**
   * Reads the section {@code batching}.
   *
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static BatchSettings read(ConfigNode section) {
    BatchSettings d = defaults();
    return new BatchSettings(
        section.intIn("max-rows", 1, 1024, d.maxRows),
        section.intIn("workers", 1, 1024, d.workers),
        section.duration("deadline", d.deadline));
  }
}
