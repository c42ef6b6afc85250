package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineFingerprintTest {
  private static final String FILE =
      """
      name: small
      kafka: {bootstrap.servers: "localhost:9092"}
      source: {topic: payments, schema: event.avsc, id: id}
      label: {field: amount}
      features: [{name: country, type: categorical, buckets: 8}]
      model: {head: regression}
      training: {optimizer: {type: adam}}
      """;
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Payment", "fields": [{"name": "id", "type": "string"}]}
      """;

  @TempDir Path dir;

  @Test
  void whereThingsAreMakesNoDifference() throws IOException {
    String fingerprint = of(FILE, SCHEMA);
    assertThat(fingerprint).matches("[0-9a-f]{64}");
    assertThat(of(FILE.replace("9092", "9093") + "serving: {port: 1}\nstate: x\n", SCHEMA))
        .isEqualTo(
            of(
                FILE
                    + "# a comment\non-bad-record: drop\nrelease: {every: 9s}\ntopics: {audit: a}\n",
                SCHEMA))
        .isEqualTo(fingerprint);
  }

  @Test
  void whatDecidesAboutLearningDoes() throws IOException {
    String fingerprint = of(FILE, SCHEMA);
    assertThat(of(FILE.replace("adam", "sgd, learning-rate: 0.1"), SCHEMA))
        .isNotEqualTo(fingerprint);
    assertThat(of(FILE + "learners: 1\n", SCHEMA)).isNotEqualTo(fingerprint);
    assertThat(of(FILE, SCHEMA.replace("string", "long"))).isNotEqualTo(fingerprint);
  }

  private String of(String file, String schema) throws IOException {
    Files.writeString(dir.resolve("event.avsc"), schema);
    return PipelineFile.read(Files.writeString(dir.resolve("p.yaml"), file)).fingerprint();
  }
}
