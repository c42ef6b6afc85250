package io.thalweg.cli.continual;

import io.thalweg.bench.continual.Elsewhere;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.run.ReleaseHistory;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.learner.flink.MetricNames;
import io.thalweg.model.artifact.WarmStart;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Learns a course as any pipeline learns its topic: through a Kafka and a Flink of its own, both in
 * this process, with checkpoints and releases. Stateless.
 */
public final class ThroughFlink implements Elsewhere {
  private static final String TOPIC = "examples";
  private static final int PARTITIONS = 2;

  /** Of each partition: many times what a run that goes on from its checkpoint reads again. */
  private static final Map<String, String> RETENTION =
      Map.of(
          "retention.bytes", String.valueOf(512 << 20), "segment.bytes", String.valueOf(64 << 20));

  private static final String OWN_SECTIONS =
      """
      name: %s
      kafka:
        bootstrap.servers: %s
      state: state
      source:
        topic: %s
        schema: example.avsc
        id: id
      label:
        field: label
      release:
        every: 5s
      """;

  @Override
  public Learned learn(Assignment assignment, LongConsumer learned) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(assignment.directory().resolve("kafka"))) {
      String servers = kafka.bootstrapServers();
      createTopic(servers);
      PipelineConfig pipeline = pipeline(assignment, servers);
      PipelineRun.check(pipeline);
      try (PipelineRun run = PipelineRun.start(pipeline, Optional.empty());
          TaskFeed feed = new TaskFeed(assignment.course(), servers, TOPIC, PARTITIONS)) {
        Pace pace = new Pace(run, learned);
        feed.send(pace::afterSending);
        pace.awaitTaken(assignment.course().examples());
        JobFigures open = run.figures();
        long coldBytes = run.job().metrics().sum(MetricNames.REPLAY_COLD_DISK_BYTES);
        run.job().drain();
        requireAll(assignment, run.figures());
        return new Learned(
            parameters(assignment, pipeline),
            ReleaseHistory.last(pipeline).orElseThrow().examplesTrained(),
            run.figures().roundsCommitted(),
            open.replayRows(),
            open.replayWarmRows(),
            coldBytes);
      }
    }
  }

  private static void createTopic(String servers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      NewTopic topic = new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty());
      admin.createTopics(List.of(topic.configs(RETENTION))).all().get();
    }
    TopicAdmin.ensure(servers, Map.of(), TOPIC, PARTITIONS); // waits until it can be seen
  }

  private static PipelineConfig pipeline(Assignment assignment, String servers) throws IOException {
    Path directory = Files.createDirectories(assignment.directory().resolve("pipeline"));
    Files.writeString(directory.resolve("example.avsc"), ExampleRecord.SCHEMA);
    WarmStart.write(
        directory.resolve("weights.safetensors"), assignment.model(), assignment.initial());
    String own = OWN_SECTIONS.formatted(assignment.model().name(), servers, TOPIC);
    return PipelineFile.read(
        Files.writeString(directory.resolve("pipeline.yaml"), own + assignment.pipeline()));
  }

  private static void requireAll(Assignment assignment, JobFigures figures) {
    long sent = assignment.course().examples();
    if (figures.trained() != sent) {
      throw new IllegalStateException(
          "learned %d of %d examples: %d refused"
              .formatted(figures.trained(), sent, figures.eventsDeadLettered()));
    }
  }

  private static float[] parameters(Assignment assignment, PipelineConfig pipeline)
      throws IOException {
    String manifest = null;
    for (ModelAnnouncement a :
        ReleaseHistory.announcements(pipeline.kafka(), pipeline.release().topic())) {
      manifest = a.preview() ? manifest : a.manifestSha256();
    }
    if (manifest == null) {
      throw new IllegalStateException("the job has ended without a version");
    }
    return WarmStart.ofVersion(pipeline.release().storeUri(), manifest, assignment.model())
        .parameters(assignment.model());
  }
}
