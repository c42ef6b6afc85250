package io.thalweg.cli.chaos;

import io.thalweg.cli.crash.EventStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The pipeline that is shot at. Immutable. */
record ChaosPipeline(Path file, Path state, int port) {
  static final String NAME = "chaos";

  /** Events may wait for their labels as long as a broker can be away. */
  private static final String PIPELINE =
      """
      name: %s
      kafka: {bootstrap.servers: "127.0.0.1:%d"}
      state: state
      learners: 2
      source: {topic: events, schema: event.avsc, id: id, key: account, time: at}
      label: {topic: labels, schema: label.avsc, id: id, field: y, time: at, window: 10m}
      features:
        - {name: a, type: numeric}
        - {name: b, type: numeric}
      model: {layers: [8], head: binary, seed: 1}
      training:
        batch: 256
        replay-per-fresh: 1
        replay-steps: 1
        flush-after: 200ms
        optimizer: {type: adam, learning-rate: 0.01}
      replay: {capacity: 100000, hot-memory: 1MB, warm-memory: 4MB}
      rounds: {every-examples: 2000, max-age: 1s, transport: tcp}
      release: {every: 1s}
      topics: {audit: learned}
      serving: {port: 0}
      """;

  static ChaosPipeline write(Path directory, int kafkaPort) throws Exception {
    Files.writeString(directory.resolve("event.avsc"), EventStream.EVENT.toString());
    Files.writeString(directory.resolve("label.avsc"), EventStream.LABEL.toString());
    Path file =
        Files.writeString(directory.resolve("pipeline.yaml"), PIPELINE.formatted(NAME, kafkaPort));
    return new ChaosPipeline(file, directory.resolve("state"), kafkaPort);
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }
}
