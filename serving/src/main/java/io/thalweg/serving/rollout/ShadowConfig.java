package io.thalweg.serving.rollout;

import io.thalweg.model.config.ConfigNode;

/**
 * Which version is run beside the others, and how often. Immutable.
 *
 * @param alias of the version
 * @param sample share of the answered requests that it is run on, 0 to 1
 * @param queueRows answered rows that may wait for it; what comes beyond is dropped
 */
public record ShadowConfig(String alias, double sample, int queueRows) {
  private static final double DEFAULT_SAMPLE = 0.1;
  private static final int DEFAULT_QUEUE = 1_000;

  static ShadowConfig read(ConfigNode node) {
    String alias = node.string("alias");
    ModelRollout.requireAlias(node.required("alias"), alias);
    return new ShadowConfig(
        alias,
        node.doubleIn("sample", 0.0001, 1, DEFAULT_SAMPLE),
        node.intIn("queue", 1, 1_000_000, DEFAULT_QUEUE));
  }
}
