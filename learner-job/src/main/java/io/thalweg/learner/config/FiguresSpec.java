package io.thalweg.learner.config;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.config.KafkaProperties;
import io.thalweg.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where the processes of a pipeline write what their metrics say. Immutable.
 *
 * @param kafka client properties, {@code bootstrap.servers} among them
 */
public record FiguresSpec(String model, Map<String, String> kafka, String topic, Duration every) {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration LEAST = Duration.ofMillis(200);

  /** Servers forget a process that has said nothing for twice as long. */
  private static final Duration MOST = Duration.ofSeconds(5);

  public FiguresSpec {
    kafka = Map.copyOf(kafka);
  }

  /**
   * Reads what a pipeline file says of it, and nothing else: no schema, no weights need be there.
   *
   * @throws io.thalweg.model.config.ConfigException where that can't be read
   */
  public static FiguresSpec read(Path file) {
    ConfigNode root = ConfigFile.read(file);
    return new FiguresSpec(
        root.string("name"),
        KafkaProperties.read(root.required("kafka", "a mapping with bootstrap.servers")),
        Topics.figures(root.section("release").string("topic", Topics.MODELS)),
        every(root.section("figures")));
  }

  /** Whether any are wanted. */
  static boolean areWanted(ConfigNode figures) {
    every(figures);
    return figures.bool("enabled", true);
  }

  private static Duration every(ConfigNode figures) {
    Duration every = figures.duration("every", EVERY);
    if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
      throw figures.required("every").refuse("a duration from 200ms to 5s");
    }
    return every;
  }
}
