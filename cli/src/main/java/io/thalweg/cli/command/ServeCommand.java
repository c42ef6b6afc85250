package io.thalweg.cli.command;

import io.thalweg.cli.run.StopRequest;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.schemas.Topics;
import io.thalweg.serving.InferenceServer;
import io.thalweg.serving.ServingConfig;
import io.thalweg.serving.ServingStats;
import io.thalweg.serving.feedback.FeedbackConfig;
import io.thalweg.serving.http.HttpSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code thalweg serve}: the inference service alone. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    header = "Answer with the newest released versions.",
    description =
        "%nFollows the releases on Kafka, loads and verifies each, and swaps it in while it"
            + " answers. Speaks the Open Inference Protocol v2 over HTTP.%n")
public final class ServeCommand implements Callable<Integer> {
  private static final long PERIOD_MILLIS = 500;
  private static final Duration ASK_WITHIN = Duration.ofSeconds(5);

  @Parameters(paramLabel = "SERVING.yaml", description = "The server's configuration.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws Exception {
    ServingConfig config =
        ServingConfig.read(ConfigFile.read(file)).in(file.toAbsolutePath().resolveSibling(""));
    try (StopRequest stop = StopRequest.listen();
        StatusLine line = StatusLine.onStandardOutput();
        InferenceServer server = InferenceServer.open(config)) {
      config.warnings().forEach(warning -> line.print("warning: " + warning));
      start(server);
      addresses(config, server).forEach(line::print);
      requireAccess(config);
      while (!stop.await(PERIOD_MILLIS)) {
        line.update(status(server.stats()));
      }
    }
    return 0;
  }

  /** Kafka may be away for now, which a server bears; but not what it refuses. */
  private static void requireAccess(ServingConfig config) throws TopicException {
    if (config.kafka().isEmpty()) {
      return;
    }
    try {
      access(config).require(ASK_WITHIN);
    } catch (TopicException e) {
      if (e.isRefusal()) {
        throw e;
      }
    }
  }

  private static KafkaAccess access(ServingConfig config) {
    KafkaAccess access =
        KafkaAccess.of(config.kafka().getOrDefault("bootstrap.servers", ""), config.kafka())
            .reads(config.modelsTopic())
            .reads(Topics.aliases(config.modelsTopic()));
    config.histories().models().values().forEach(followed -> access.reads(followed.topic()));
    FeedbackConfig feedback = config.feedback();
    if (feedback != null) {
      feedback.learned().values().forEach(access::reads);
      config.models().forEach(model -> access.writes(feedback.topic(model)));
    }
    return access;
  }

  private static void start(InferenceServer server) {
    try {
      server.start();
    } catch (IOException e) {
      throw new CommandException(
          e.getMessage() + "; end what listens there, or choose another with port");
    }
  }

  static List<String> addresses(ServingConfig config, InferenceServer server) {
    String scheme = config.security().tls() == null ? "http://" : "https://";
    List<String> out = new ArrayList<>();
    out.add("serving on " + scheme + config.http().host() + ":" + server.port());
    HttpSettings admin = config.admin();
    if (admin != null) {
      server
          .adminPort()
          .ifPresent(
              port -> {
                String address = scheme + admin.host() + ":" + port;
                out.add("admin port on " + address);
                if (config.console().enabled()) {
                  out.add("console " + address + "/console/");
                }
              });
    }
    return out;
  }

  static String status(ServingStats s) {
    StringBuilder out = new StringBuilder();
    s.servingVersions().forEach((model, version) -> out.append(model + " v" + version + "  "));
    return out.append(out.isEmpty() ? "no version yet  " : "")
        .append(Figures.count((double) s.served()))
        .append(" served, ")
        .append(Figures.count((double) s.refused()))
        .append(" refused, ")
        .append(Figures.count((double) s.failed()))
        .append(" failed")
        .toString();
  }
}
