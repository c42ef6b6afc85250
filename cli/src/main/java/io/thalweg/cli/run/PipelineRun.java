package io.thalweg.cli.run;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.ingestion.file.EventFileException;
import io.thalweg.ingestion.file.EventRows;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.ingestion.registry.Registries;
import io.thalweg.learner.KeptState;
import io.thalweg.learner.PipelineAccess;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.serving.InferenceServer;
import io.thalweg.serving.ServingConfig;
import io.thalweg.serving.ServingStats;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.http.HttpSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that runs in this process: the job and, where its file asks for one, the server.
 * Closed in reverse order. Confined to one thread.
 */
public final class PipelineRun implements AutoCloseable {
  /** So long after an erasure what histories remembered may still be on the brokers' disks. */
  private static final Duration FORGOTTEN_WITHIN = Duration.ofHours(1);

  private final PipelineConfig pipeline;
  private final @Nullable InferenceServer server;
  private final LocalJob job;

  private PipelineRun(PipelineConfig pipeline, @Nullable InferenceServer server, LocalJob job) {
    this.pipeline = pipeline;
    this.server = server;
    this.job = job;
  }

  /**
   * Makes the topics that it writes, starts the server, starts the job.
   *
   * @param from a checkpoint or savepoint to go on from
   */
  public static PipelineRun start(PipelineConfig pipeline, Optional<Path> from) throws Exception {
    createOutputs(pipeline);
    checkKept(pipeline, from);
    InferenceServer server = serve(pipeline);
    try {
      return new PipelineRun(pipeline, server, LocalJob.start(pipeline, from));
    } catch (Exception e) {
      if (server != null) {
        server.close();
      }
      throw e;
    }
  }

  /** Refuses, before anything is touched, schemas and topics that don't fit the pipeline. */
  public static void check(PipelineConfig pipeline) throws TopicException {
    RecordProjector.bind(pipeline.source(), pipeline.labels(), pipeline.model().features());
    String servers = pipeline.bootstrapServers();
    PipelineAccess.reading(pipeline).require();
    TopicAdmin.requireExisting(servers, pipeline.kafka(), pipeline.source().topic());
    if (pipeline.labels() instanceof LabelSpec.FromTopic labels) {
      RecordProjector.bindLabels(labels);
      TopicAdmin.requireExisting(servers, pipeline.kafka(), labels.topic());
    }
  }

  /** Refuses files of a backfill that can't be read; for a start that will read them. */
  public static void checkFiles(PipelineConfig pipeline) throws IOException {
    BackfillSpec backfill = pipeline.reading().backfill();
    if (backfill == null) {
      return;
    }
    Schema schema = new Schema.Parser().parse(pipeline.source().schemaJson());
    for (InputFile file : backfill.files()) {
      try (EventRows rows = EventRows.open(file, schema)) {
        rows.next();
      } catch (EventFileException e) {
        throw new CommandException(String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Refuses a registry that isn't there or is none; for when somebody waits for the answer, who
   * else would only see that no event comes.
   */
  public static void checkRegistry(PipelineConfig pipeline) {
    checkRegistry(pipeline.source().wire());
    if (pipeline.labels() instanceof LabelSpec.FromTopic labels) {
      checkRegistry(labels.wire());
    }
  }

  private static void checkRegistry(WireSpec wire) {
    if (wire.registry() != null) {
      Registries.check(wire.registry(), wire.framing());
    }
  }

  /**
   * Refuses a checkpoint or savepoint that keeps what the pipeline has no more. Asks Kafka where
   * the order of events depends on its partitions.
   */
  public static void checkKept(PipelineConfig pipeline, Optional<Path> from)
      throws IOException, TopicException {
    Optional<String> misfit =
        from.isEmpty() ? Optional.empty() : KeptState.misfit(pipeline, from.get());
    if (misfit.isPresent()) {
      throw new CommandException(misfit.get());
    }
  }

  /** Makes the topics that are its own, where they are missing. */
  public static void createOutputs(PipelineConfig pipeline) throws TopicException {
    PipelineAccess.of(pipeline).require();
    String servers = pipeline.bootstrapServers();
    TopicAdmin.ensure(servers, pipeline.kafka(), pipeline.release().topic(), 1);
    TopicAdmin.ensure(servers, pipeline.kafka(), pipeline.topics().deadLetters(), 1);
    if (pipeline.topics().audit().isPresent()) {
      TopicAdmin.ensure(servers, pipeline.kafka(), pipeline.topics().audit().get(), 1);
    }
    if (pipeline.topics().erasures().isPresent()) { // requests may come later
      TopicAdmin.ensureCompacted(servers, pipeline.kafka(), pipeline.topics().erasures().get());
    }
    if (pipeline.topics().histories().isPresent()) {
      TopicAdmin.ensureCompacted(
          servers, pipeline.kafka(), pipeline.topics().histories().get(), FORGOTTEN_WITHIN);
    }
    if (pipeline.predictions().isPresent()) { // a server may come later
      TopicAdmin.ensure(servers, pipeline.kafka(), pipeline.predictions().get().topic(), 1);
    }
  }

  private static @Nullable InferenceServer serve(PipelineConfig pipeline) throws IOException {
    if (pipeline.serving().isEmpty()) {
      return null;
    }
    PipelineConfig.Serving serving = pipeline.serving().get();
    ServingConfig config =
        new ServingConfig(
                new HttpSettings(serving.host(), serving.port()),
                pipeline.kafka(),
                pipeline.release().topic(),
                pipeline.release().storeUri(),
                List.of(pipeline.name()),
                serving.previews())
            .with(ServedHistories.of(pipeline));
    if (serving.admin().isPresent()) {
      PipelineConfig.Admin admin = serving.admin().get();
      config =
          config.with(
              new HttpSettings(serving.host(), admin.port(), 1),
              new AccessConfig(admin.tokens().orElse(null)));
    }
    InferenceServer server = InferenceServer.open(config);
    try {
      server.start();
      return server;
    } catch (IOException e) {
      server.close();
      throw new CommandException(
          e.getMessage()
              + "; end what listens there, or choose another with serving.port or"
              + " serving.admin-port");
    }
  }

  public PipelineConfig pipeline() {
    return pipeline;
  }

  public LocalJob job() {
    return job;
  }

  /** Whether every learner has been started. */
  boolean isLearning() {
    return job.isLearning();
  }

  public JobFigures figures() {
    return JobFigures.of(job.metrics());
  }

  /** The server's figures, if there is one. */
  public Optional<ServingStats> serving() {
    return server == null ? Optional.empty() : Optional.of(server.stats());
  }

  /** Where the server listens, if there is one. */
  public Optional<Integer> port() {
    return server == null ? Optional.empty() : Optional.of(server.port());
  }

  /** Where its console is, if there is one. */
  public Optional<URI> console() {
    return server == null || server.adminPort().isEmpty()
        ? Optional.empty()
        : Optional.of(
            URI.create(
                "http://%s:%d/console/"
                    .formatted(
                        pipeline.serving().orElseThrow().host(), server.adminPort().getAsInt())));
  }

  @Override
  public void close() {
    job.close();
    if (server != null) {
      server.close();
    }
  }
}
