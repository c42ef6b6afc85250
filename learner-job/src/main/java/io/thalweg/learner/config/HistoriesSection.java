package io.thalweg.learner.config;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigNode;
import java.util.Optional;

/** Reads what a file says of histories for servers. Stateless. */
final class HistoriesSection {
  /** As for {@code histories.MODEL.max-bytes} of a server. */
  private static final long MIN_BYTES = 1L << 20;

  private static final long MAX_BYTES = 1L << 40;

  /** Where they are published, if that is wanted. */
  static Optional<String> topic(ConfigNode topics, ModelSpec model) {
    if (!topics.has("histories")) {
      return Optional.empty();
    }
    if (!model.features().looksBack()) {
      throw topics.required("histories").refuse("nothing, because no feature is a history");
    }
    return Optional.of(topics.string("histories"));
  }

  /** How much of them a server keeps, if that is said. */
  static Optional<Long> maxBytes(ConfigNode serving, ConfigNode topics) {
    String key = "histories-max-bytes";
    if (!serving.has(key)) {
      return Optional.empty();
    }
    if (!topics.has("histories")) {
      throw serving.required(key).refuse("nothing, because there is no topics.histories");
    }
    return Optional.of(serving.byteSizeIn(key, MIN_BYTES, MAX_BYTES));
  }

  private HistoriesSection() {}
}
