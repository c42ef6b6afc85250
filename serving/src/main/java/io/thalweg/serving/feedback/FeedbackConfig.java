package io.thalweg.serving.feedback;

import io.thalweg.model.config.ConfigNode;
import io.thalweg.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of answers. Immutable.
 *
 * @param topic where predictions are sent; null: {@link Topics#predictions} of each model
 * @param sample share of the requests whose predictions are sent and judged
 * @param features share of those that are sent with their features
 * @param queueRows answered rows that may wait to be sent; what comes beyond is dropped
 * @param learned by model, its pipeline's topic of learned events
 * @param windowRows predictions that wait for their labels, over all models
 * @param windowAge how long one waits
 * @param versions that have figures, over all models; who answered longest ago gives way
 */
public record FeedbackConfig(
    @Nullable String topic,
    double sample,
    double features,
    int queueRows,
    Map<String, String> learned,
    int windowRows,
    Duration windowAge,
    int versions) {
  private static final int QUEUE_ROWS = 10_000;
  private static final int WINDOW_ROWS = 100_000;
  private static final Duration WINDOW_AGE = Duration.ofHours(1);
  private static final int VERSIONS = 64;

  public FeedbackConfig {
    learned = Map.copyOf(learned);
  }

  /**
   * Reads a {@code feedback} section.
   *
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static FeedbackConfig read(ConfigNode node) {
    ConfigNode window = node.section("window");
    return new FeedbackConfig(
        node.has("topic") ? node.string("topic") : null,
        node.doubleIn("sample", 0, 1, 1),
        node.doubleIn("features", 0, 1, 0),
        node.intIn("queue", 1, 10_000_000, QUEUE_ROWS),
        topics(node.section("learned")),
        window.intIn("predictions", 1, 100_000_000, WINDOW_ROWS),
        window.duration("age", WINDOW_AGE),
        node.intIn("versions", 1, 10_000, VERSIONS));
  }

  private static Map<String, String> topics(ConfigNode learned) {
    Map<String, String> topics = new HashMap<>();
    for (String model : learned.keys()) {
      topics.put(model, learned.string(model));
    }
    return topics;
  }

  /** The models whose answers are compared with labels. */
  public Set<String> judged() {
    return sample > 0 ? learned.keySet() : Set.of();
  }

  /** Where a model's predictions are sent. */
  public String topic(String model) {
    return topic == null ? Topics.predictions(model) : topic;
  }
}
