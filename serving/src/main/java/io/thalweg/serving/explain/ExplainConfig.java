package io.thalweg.serving.explain;

import io.thalweg.model.config.ConfigNode;
import java.time.Duration;

/**
 * What explanations may cost. Immutable.
 *
 * @param backgroundRows of each model's traffic
 * @param horizon mean age of these rows once traffic is steady
 * @param budget evaluations of the model for an explanation that doesn't say how many
 * @param maxBudget the most that one may ask for
 * @param workers threads that compute nothing else
 * @param queue explanations that may wait for a worker
 */
public record ExplainConfig(
    int backgroundRows, Duration horizon, int budget, int maxBudget, int workers, int queue) {
  private static final ExplainConfig DEFAULT =
      new ExplainConfig(128, Duration.ofMinutes(1), 16_384, 131_072, 1, 16);

  public static ExplainConfig defaults() {
    return DEFAULT;
  }

  /**
   * Reads the section {@code explain}.
   *
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static ExplainConfig read(ConfigNode explain) {
    int maxBudget = explain.intIn("max-budget", 100, 1 << 20, DEFAULT.maxBudget);
    ExplainConfig config =
        new ExplainConfig(
            explain.intIn("background-rows", 8, 4096, DEFAULT.backgroundRows),
            explain.duration("horizon", DEFAULT.horizon),
            explain.intIn("budget", 100, maxBudget, Math.min(DEFAULT.budget, maxBudget)),
            maxBudget,
            explain.intIn("workers", 1, 256, DEFAULT.workers),
            explain.intIn("queue", 1, 10_000, DEFAULT.queue));
    explain.refuseUnknown();
    return config;
  }
}
