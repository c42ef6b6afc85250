package io.thalweg.cli.command;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.kafka.LetterFilter;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.config.KafkaProperties;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where dead letters are, and which of them are meant. */
final class LetterOptions {
  @Parameters(
      paramLabel = "PIPELINE.yaml|TOPIC",
      description = "The pipeline that refused the records, or the topic with its dead letters.")
  private String where = "";

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "The Kafka of a TOPIC (default: localhost:9092); a pipeline file says its own.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--property",
      paramLabel = "KEY=VALUE",
      description = "Any property of Kafka's clients; may be repeated.")
  private Map<String, String> properties = new HashMap<>();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only letters whose reason has this in it, in whatever case.")
  private @Nullable String reason;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Only letters refused at this time or later, say 2026-01-31T10:00:00Z.")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Only letters refused before this time.")
  private @Nullable Instant to;

  /**
   * A topic and who has it.
   *
   * @param properties of every client
   */
  record Place(String bootstrapServers, Map<String, String> properties, String topic) {
    Place {
      properties = Map.copyOf(properties);
    }
  }

  Place place() {
    if (!where.endsWith(".yaml") && !where.endsWith(".yml")) {
      return new Place(
          bootstrapServers == null ? "localhost:9092" : bootstrapServers,
          KafkaProperties.resolvable(properties),
          where);
    }
    if (bootstrapServers != null) {
      throw new CommandException(
          "%s says which Kafka it is; leave --bootstrap-servers out, or name the topic instead of the file"
              .formatted(where));
    }
    PipelineConfig pipeline = PipelineFile.read(Path.of(where));
    Map<String, String> all = new HashMap<>(pipeline.kafka());
    all.putAll(properties);
    return new Place(
        pipeline.bootstrapServers(),
        KafkaProperties.resolvable(all),
        pipeline.topics().deadLetters());
  }

  LetterFilter filter() {
    return new LetterFilter(
        Optional.ofNullable(reason), Optional.ofNullable(from), Optional.ofNullable(to));
  }
}
