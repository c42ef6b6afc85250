package io.thalweg.learner.config;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.PastKey;
import io.thalweg.schemas.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a file says of histories for servers. Stateless. */
final class HistoriesSection {
  /** As for {@code histories.MODEL.max-bytes} of a server. */
  private static final long MIN_BYTES = 1L << 20;

  private static final long MAX_BYTES = 1L << 40;

  private static final String MAX_REQUEST = "max.request.size";
  private static final int DEFAULT_MAX_REQUEST = 1 << 20;

  /** Of a source: there is hardly one with more, and what they take is little. */
  private static final int PARTITIONS = 1_000;

  /** For a record's key, and what frames it. */
  private static final int BESIDE_BYTES = 4_096;

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

  /** Refuses pasts that a producer wouldn't send: the job would fail, again after each restart. */
  static void requireSendable(ConfigNode topics, PipelineConfig pipeline) {
    if (pipeline.topics().histories().isEmpty()) {
      return;
    }
    String said = pipeline.kafka().getOrDefault(MAX_REQUEST, "" + DEFAULT_MAX_REQUEST);
    if (!said.matches("[0-9]{1,10}")) {
      return; // Kafka's own business, or named elsewhere
    }
    boolean joins = pipeline.labels() instanceof LabelSpec.FromTopic;
    List<Part> parts = joins ? List.of(Part.FIELDS, Part.LABELS) : List.of(Part.ALL);
    long most =
        parts.stream()
            .map(part -> HistoryPlan.of(pipeline.model().features(), part, PastKey.timing(part)))
            .mapToLong(plan -> plan.maxBytes(PARTITIONS) + BESIDE_BYTES)
            .max()
            .orElse(0);
    if (most > Long.parseLong(said)) {
      throw topics
          .required("histories")
          .refuse(
              "nothing, look back less, or set kafka.%s and the topic's max.message.bytes to %d:"
                      .formatted(MAX_REQUEST, most)
                  + " a key's past may take as much, and "
                  + said
                  + " is what Kafka's producer sends");
    }
  }

  private HistoriesSection() {}
}
