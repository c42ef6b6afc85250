package io.thalweg.cli.crash;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.store.ModelStore;
import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** One run of the deterministic pipeline from the beginning of the topics to their end. */
final class RepeatedRun {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PIPELINE =
      """
      name: %1$s
      kafka: {bootstrap.servers: "%2$s", max.poll.records: %3$d}
      state: %1$s
      learners: 2
      deterministic: true
      source: {topic: events, schema: event.avsc, id: id, key: account, time: at}
      label: {topic: labels, schema: label.avsc, id: id, field: y, time: at, window: 2s}
      features:
        - {name: a, type: numeric}
        - {name: b, type: numeric}
      model: {layers: [8], head: binary, seed: 1}
      training:
        batch: 4
        replay-per-fresh: 2
        replay-steps: 1
        optimizer: {type: adam, learning-rate: 0.01}
      replay: {capacity: 8000, retention: reservoir, hot-memory: 64KB, warm-memory: 4MB}
      rounds: {every-examples: 64, transport: tcp}
      release: {every: 200ms, topic: models-%1$s}
      """;

  private final String name;
  private final Path directory;
  private final Path pipeline;
  private final String bootstrapServers;

  RepeatedRun(String name, Path directory, String bootstrapServers, int pollRecords)
      throws Exception {
    this.name = name;
    this.directory = directory;
    this.bootstrapServers = bootstrapServers;
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("event.avsc"), EventStream.EVENT.toString());
    Files.writeString(directory.resolve("label.avsc"), EventStream.LABEL.toString());
    this.pipeline =
        Files.writeString(
            directory.resolve(name + ".yaml"),
            PIPELINE.formatted(name, bootstrapServers, pollRecords));
  }

  Path pipeline() {
    return pipeline;
  }

  /** Starts it, and kills it once so many more versions are out. */
  void killAfter(int versions) throws Exception {
    int before = announced();
    try (ChildRun child = start("killed-at-" + before)) {
      await()
          .atMost(PATIENCE)
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                assertThat(child.isAlive()).as(child.output()).isTrue();
                return announced() >= before + versions;
              });
      child.kill();
    }
  }

  /** Goes on to the end, and returns the report. */
  JsonNode finish() throws Exception {
    Path report = directory.resolve(name + ".json");
    try (ChildRun last = start("last", "--until-end", "--report", report.toString())) {
      assertThat(last.awaitEnd(PATIENCE.toSeconds())).as(last.output()).isZero();
    }
    return new ObjectMapper().readTree(report.toFile());
  }

  private ChildRun start(String home, String... options) throws Exception {
    return ChildRun.start(directory.resolve(name + "-" + home), pipeline, options);
  }

  private int announced() {
    return new Topic(bootstrapServers, "models-" + name).committed().size();
  }

  /** The weights' SHA-256 of each released round. */
  Map<Long, String> weightsByRound() throws Exception {
    Map<Long, String> weights = new TreeMap<>();
    ModelStore store = ModelStores.open(directory.resolve(name).resolve("models").toString());
    for (byte[] entry : new Topic(bootstrapServers, "models-" + name).committed()) {
      String manifestSha256 = ModelAnnouncement.fromBytes(entry).manifestSha256();
      Manifest manifest = ArtifactReader.read(store, manifestSha256).manifest();
      String sha256 = requireNonNull(manifest.files().get(Manifest.WEIGHTS)).sha256();
      String other = weights.put(manifest.round(), sha256);
      assertThat(other == null || other.equals(sha256)).as("round " + manifest.round()).isTrue();
    }
    return weights;
  }
}
