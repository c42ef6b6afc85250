package io.thalweg.learner.config;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.schemas.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /**
   * Refuses a topic that is something else already: records of one would be taken for the other's.
   */
  static void requireOwnTopic(ConfigNode topics, PipelineConfig pipeline) {
    String histories = pipeline.topics().histories().orElse(null);
    if (histories == null) {
      return;
    }
    Map<String, String> others = new LinkedHashMap<>();
    others.put("source.topic", pipeline.source().topic());
    if (pipeline.labels() instanceof LabelSpec.FromTopic labels) {
      others.put("label.topic", labels.topic());
    }
    others.put("topics.dead-letters", pipeline.topics().deadLetters());
    pipeline.topics().audit().ifPresent(topic -> others.put("topics.audit", topic));
    pipeline.topics().erasures().ifPresent(topic -> others.put("erasure.topic", topic));
    others.put("release.topic", pipeline.release().topic());
    others.put("the topic of aliases", Topics.aliases(pipeline.release().topic()));
    pipeline
        .predictions()
        .ifPresent(answers -> others.put("training.distillation.topic", answers.topic()));
    others.forEach(
        (what, topic) -> {
          if (topic.equals(histories)) {
            throw topics
                .required("histories")
                .refuse("a topic that nothing else is on; %s is this one".formatted(what));
          }
        });
  }

  private HistoriesSection() {}
}
