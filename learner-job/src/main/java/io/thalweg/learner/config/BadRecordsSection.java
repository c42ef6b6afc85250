package io.thalweg.learner.config;

import io.thalweg.learner.release.BadRecordsSpec;
import io.thalweg.model.config.ConfigNode;

/** Reads {@code bad-records}. Stateless. */
final class BadRecordsSection {
  private static final int MOST = 1_000_000_000;

  static BadRecordsSpec read(ConfigNode node) {
    BadRecordsSpec defaults = BadRecordsSpec.DEFAULTS;
    int window = node.intIn("window", 1, MOST, defaults.window());
    return new BadRecordsSpec(
        node.doubleIn("hold-above", 0, 1, defaults.holdAbove()),
        window,
        node.intIn("min-records", 1, window, Math.min(defaults.minRecords(), window)));
  }

  private BadRecordsSection() {}
}
