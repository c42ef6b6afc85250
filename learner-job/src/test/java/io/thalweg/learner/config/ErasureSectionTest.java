package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ErasureSectionTest {
  @TempDir private Path directory;

  private PipelineConfig read(String text) throws IOException {
    return MinimalPipeline.read(directory, text);
  }

  private void refused(String text, String message) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).hasMessage(message);
  }

  @Test
  void nobodyIsErasedByDefault() throws IOException {
    PipelineConfig p = read(MinimalPipeline.TEXT);
    assertThat(p.source().subject()).isNull();
    assertThat(p.topics().erasures()).isEmpty();
  }

  @Test
  void everyKeyIsMapped() throws IOException {
    PipelineConfig p = read(MinimalPipeline.TEXT + "erasure: {subject: country}\n");
    assertThat(p.source().subject()).isEqualTo("country");
    assertThat(p.topics().erasures()).contains(p.name() + ".erase");
    p = read(MinimalPipeline.TEXT + "erasure: {subject: country, topic: forget}\n");
    assertThat(p.topics().erasures()).contains("forget");
  }

  @Test
  void refusesWhatCantBeForgotten() {
    refused(
        MinimalPipeline.TEXT + "erasure: {topic: forget}\n",
        "p.yaml:8: erasure has no key 'subject'; write the field that says whom an event is about");
    refused(
        MinimalPipeline.TEXT + "deterministic: true\nerasure: {subject: country}\n",
        "p.yaml:9: erasure can't be here; leave it out, because deterministic is true and erasures"
            + " come in no order");
    String history =
        MinimalPipeline.TEXT
            .replace(
                "{name: country, type: categorical, buckets: 8}",
                "{name: before, type: history, of: label}")
            .replace("id: id}", "id: id, key: country}");
    refused(
        history + "erasure: {subject: id}\n",
        "p.yaml:8: erasure.subject is 'id'; write 'country', the field of source.key: what features"
            + " of type history remember of a key can't be told apart by anything else");
  }
}
