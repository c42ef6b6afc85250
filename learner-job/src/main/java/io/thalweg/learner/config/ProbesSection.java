package io.thalweg.learner.config;

import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.model.config.ConfigNode;

/** Reads {@code probes}. Stateless. */
final class ProbesSection {
  private static final int MOST_EXAMPLES = 1_000_000_000;
  private static final int LEAST_REFERENCE = 100;

  static ProbeSpec read(ConfigNode node) {
    ProbeSpec usual = ProbeSpec.DEFAULT;
    int window = node.intIn("window", 4, MOST_EXAMPLES, usual.window());
    if (window % 4 != 0) {
      throw node.required("window").refuse("a multiple of 4, because it moves on by a quarter");
    }
    int reference = node.intIn("reference", 0, MOST_EXAMPLES, usual.reference());
    if (reference > 0 && reference < LEAST_REFERENCE) {
      throw node.required("reference")
          .refuse("0, which compares nothing, or %d or more".formatted(LEAST_REFERENCE));
    }
    return new ProbeSpec(
        node.intIn("period", 64, MOST_EXAMPLES, usual.period()),
        node.intIn("rows", 0, 4_096, usual.rows()),
        reference,
        window);
  }

  private ProbesSection() {}
}
