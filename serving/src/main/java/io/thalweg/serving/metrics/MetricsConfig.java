package io.thalweg.serving.metrics;

import io.thalweg.model.config.ConfigNode;

/**
 * The section {@code metrics}. Immutable.
 *
 * @param onMainPort whether the port that answers requests has them, too
 */
public record MetricsConfig(boolean onMainPort) {

  public static MetricsConfig read(ConfigNode section) {
    return new MetricsConfig(section.bool("main-port", false));
  }
}
