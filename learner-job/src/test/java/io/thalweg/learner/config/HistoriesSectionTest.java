package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoriesSectionTest {
  private static final String LOOKS_BACK =
      MinimalPipeline.TEXT
          .replace("id: id}", "id: id, key: country}")
          .replace(
              "{name: country, type: categorical, buckets: 8}",
              "{name: before, type: history, of: label}");

  @TempDir private Path dir;

  private PipelineConfig read(String yaml) throws IOException {
    return MinimalPipeline.read(dir, yaml);
  }

  private void refused(String yaml, String message) {
    MinimalPipeline.refused(dir, yaml, message);
  }

  @Test
  void aServerKeepsAsMuchAsIsSaid() throws IOException {
    String published = LOOKS_BACK + "topics: {histories: h}\n";
    assertThat(read(published + "serving: {}\n").serving().orElseThrow().historiesMaxBytes())
        .isEmpty();
    PipelineConfig said = read(published + "serving: {histories-max-bytes: 64MiB}\n");
    assertThat(said.serving().orElseThrow().historiesMaxBytes()).contains(64L << 20);
    assertThat(said.fingerprint()).isEqualTo(read(published).fingerprint());
    refused(
        published + "serving: {histories-max-bytes: 5}\n",
        "p.yaml:9: serving.histories-max-bytes is '5'; write a size such as 64MB or 1GiB, from"
            + " 1048576 to 1099511627776 bytes");
    refused(
        LOOKS_BACK + "serving: {histories-max-bytes: 64MiB}\n",
        "p.yaml:8: serving.histories-max-bytes is '64MiB'; write nothing, because there is no"
            + " topics.histories");
    assertThat(Files.readString(Path.of("..", "docs", "configuration.md")))
        .contains("| `serving.histories-max-bytes` | what a server takes by itself |");
  }
}
