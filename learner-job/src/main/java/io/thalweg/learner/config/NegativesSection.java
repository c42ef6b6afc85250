package io.thalweg.learner.config;

import io.thalweg.learner.train.NegativeSampling;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigNode;

/** Reads {@code label.negative-sampling}. Stateless. */
final class NegativesSection {
  private static final String SECTION = "negative-sampling";
  private static final double LEAST = 1e-6;

  /** Which negatives are learned. */
  static NegativeSampling read(ConfigNode root, ModelSpec model) {
    ConfigNode label = root.section("label");
    if (!label.has(SECTION)) {
      return NegativeSampling.NONE;
    }
    ConfigNode node = label.section(SECTION);
    if (!(model.head() instanceof Head.Binary)) {
      throw node.refuse(
          "nothing, because model.head isn't binary and only there is a class 0 'no'");
    }
    return new NegativeSampling(node.doubleIn("keep", LEAST, 1), model.seed());
  }

  private NegativesSection() {}
}
