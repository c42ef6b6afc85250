package io.thalweg.cli.crash;

import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A pipeline's directory and topics: {@code events} and {@code labels} in, {@code learned} and
 * {@code models} out. Immutable.
 */
record Workplace(Path directory, String bootstrapServers) {
  static final String EVENTS = "events";
  static final String LABELS = "labels";
  static final String LEARNED = "learned";
  static final String MODELS = "models";

  private static final int PARTITIONS = 2;

  /** Everything learned stays in replay: its capacity is far above what any test sends. */
  private static final String PIPELINE =
      """
      name: crash
      kafka: {bootstrap.servers: "%s"}
      state: state
      learners: %d
      source: {topic: events, schema: event.avsc, id: id, key: account, time: at}
      label: {topic: labels, schema: label.avsc, id: id, field: y, time: at, window: 10s}
      features:
        - {name: a, type: numeric}
        - {name: b, type: numeric}
      model: {layers: [8], head: binary, seed: 1}
      training:
        batch: 32
        replay-per-fresh: 1
        replay-steps: 1
        flush-after: 200ms
        optimizer: {type: adam, learning-rate: 0.01}
      replay: {capacity: 256000, retention: window, hot-memory: 1MB, warm-memory: 4MB}
      rounds: {every-examples: 200, max-age: 200ms, transport: %s}
      release: {every: 500ms, preview-every: 100ms}
      topics: {audit: learned}
      """;

  static Workplace prepare(Path directory, String bootstrapServers) throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("event.avsc"), EventStream.EVENT.toString());
    Files.writeString(directory.resolve("label.avsc"), EventStream.LABEL.toString());
    for (String topic : List.of(EVENTS, LABELS)) {
      TopicAdmin.ensure(bootstrapServers, Map.of(), topic, PARTITIONS);
    }
    return new Workplace(directory, bootstrapServers);
  }

  /** The topics that a run makes by itself. */
  void ensureOutputs() throws Exception {
    for (String topic : List.of(LEARNED, MODELS, Topics.deadLetters(EVENTS))) {
      TopicAdmin.ensure(bootstrapServers, Map.of(), topic, 1);
    }
  }

  /** The same pipeline each time, but for the two arguments. */
  Path pipelineFile(int learners, String transport) throws Exception {
    return Files.writeString(
        directory.resolve("pipeline.yaml"),
        PIPELINE.formatted(bootstrapServers, learners, transport));
  }

  /** One learner, for which what doesn't fill a batch waits longer than any test. */
  Path patientPipelineFile() throws Exception {
    return Files.writeString(
        directory.resolve("pipeline.yaml"),
        PIPELINE
            .formatted(bootstrapServers, 1, "auto")
            .replace("flush-after: 200ms", "flush-after: 1h"));
  }

  PipelineConfig pipeline(int learners, String transport) throws Exception {
    return PipelineFile.read(pipelineFile(learners, transport));
  }
}
