package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The shortest file of a pipeline, to which tests add what they are about. Stateless. */
final class MinimalPipeline {
  static final String TEXT =
      """
      name: small
      kafka: {bootstrap.servers: "localhost:9092"}
      source: {topic: payments, schema: event.avsc, id: id}
      label: {field: amount}
      features: [{name: country, type: categorical, buckets: 8}]
      model: {head: regression}
      training: {optimizer: {type: adam}}
      """;

  private static final String EVENT =
      """
      {"type": "record", "name": "Payment", "fields": [
        {"name": "id", "type": "string"},
        {"name": "amount", "type": "double"},
        {"name": "country", "type": "string"}]}
      """;

  private MinimalPipeline() {}

  /** Reads such a file below {@code dir}. */
  static PipelineConfig read(Path dir, String yaml) throws IOException {
    Files.writeString(dir.resolve("event.avsc"), EVENT);
    return PipelineFile.read(Files.writeString(dir.resolve("p.yaml"), yaml));
  }

  /** With a message of one line. */
  static void refused(Path dir, String yaml, String message) {
    assertThat(message).doesNotContain("\n");
    assertThatThrownBy(() -> read(dir, yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }
}
