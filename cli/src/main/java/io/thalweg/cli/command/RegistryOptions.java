package io.thalweg.cli.command;

import io.thalweg.cli.models.AliasDesk;
import io.thalweg.cli.models.Registry;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.config.KafkaProperties;
import io.thalweg.schemas.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the releases are: a pipeline's file says it, or two options do. */
final class RegistryOptions {
  @Option(
      names = "--pipeline",
      paramLabel = "PIPELINE.yaml",
      description = "The pipeline that releases; or say --store and --bootstrap-servers.")
  private @Nullable Path pipeline;

  @Option(names = "--store", paramLabel = "URI", description = "The model store.")
  private @Nullable String store;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "The Kafka that has the log of releases.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--property",
      paramLabel = "KEY=VALUE",
      description = "Any property of Kafka's clients beside them; may be repeated.")
  private Map<String, String> properties = new HashMap<>();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = Topics.MODELS,
      description = "The log of releases (default: ${DEFAULT-VALUE}).")
  private String topic = Topics.MODELS;

  Registry registry() {
    if (pipeline != null) {
      return Registry.of(PipelineFile.read(pipeline));
    }
    if (store == null || bootstrapServers == null) {
      throw new CommandException(
          "nothing says where the releases are; write --pipeline FILE, or --store and"
              + " --bootstrap-servers");
    }
    return new Registry(kafka(bootstrapServers), topic, store);
  }

  /**
   * The pipeline that releases.
   *
   * @param why it can't do without
   */
  PipelineConfig pipeline(String why) {
    if (pipeline == null) {
      throw new CommandException(why + "; write --pipeline FILE");
    }
    return PipelineFile.read(pipeline);
  }

  /** The model that the pipeline releases, where one is named. */
  Optional<String> pipelineName() {
    return Optional.ofNullable(pipeline).map(file -> PipelineFile.read(file).name());
  }

  /** The logs alone, which is what operations on aliases need. */
  AliasDesk aliases() {
    if (pipeline == null && bootstrapServers == null) {
      throw new CommandException(
          "nothing says where the log of releases is; write --pipeline FILE, or"
              + " --bootstrap-servers HOST:PORT");
    }
    return new AliasDesk(
        pipeline != null
            ? Registry.of(PipelineFile.read(pipeline))
            : new Registry(kafka(String.valueOf(bootstrapServers)), topic, ""));
  }

  private Map<String, String> kafka(String servers) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("bootstrap.servers", servers);
    return KafkaProperties.resolvable(all);
  }
}
