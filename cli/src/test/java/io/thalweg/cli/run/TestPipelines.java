package io.thalweg.cli.run;

import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pipelines that differ in their head, for tests without a broker. */
final class TestPipelines {
  private TestPipelines() {}

  static PipelineConfig withHead(String head, Path directory) throws IOException {
    Files.writeString(
        directory.resolve("e.avsc"),
        """
        {"type": "record", "name": "E", "fields": [{"name": "id", "type": "long"}]}
        """);
    Path file = directory.resolve("p.yaml");
    Files.writeString(
        file,
        """
        name: fraud
        learners: 3
        state: state
        kafka: {bootstrap.servers: "127.0.0.1:1"}
        source: {topic: t, schema: e.avsc, id: id}
        label: {field: y}
        features: [{name: x, type: numeric}]
        model: {head: %s}
        training: {optimizer: {type: adam}}
        """
            .formatted(head));
    return PipelineFile.read(file);
  }
}
