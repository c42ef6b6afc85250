package io.thalweg.serving.console;

import io.thalweg.model.config.ConfigNode;
import io.thalweg.schemas.Topics;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code console}. Immutable.
 *
 * @param enabled whether the admin port has a console
 * @param figuresTopic where processes that learn say what their metrics say; null: the one beside
 *     the topic of models
 */
public record ConsoleConfig(boolean enabled, @Nullable String figuresTopic) {
  /** Where an admin port is, so is a console. */
  public static final ConsoleConfig DEFAULTS = new ConsoleConfig(true, null);

  /**
   * Reads the section.
   *
   * @param poll whether the server does without Kafka
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static ConsoleConfig read(ConfigNode section, boolean poll) {
    String key = "figures-topic";
    if (poll && section.has(key)) {
      throw section
          .required(key)
          .refuse("nothing, because there is 'poll', and figures need Kafka to be followed");
    }
    return new ConsoleConfig(
        section.bool("enabled", true), section.has(key) ? section.string(key) : null);
  }

  /** The topic to follow. */
  public String figuresTopic(String modelsTopic) {
    return figuresTopic == null ? Topics.figures(modelsTopic) : figuresTopic;
  }
}
