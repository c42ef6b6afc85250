package io.thalweg.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.ServingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessPlanTest {
  @TempDir private Path directory;

  @BeforeEach
  void writeTheSchema() throws IOException {
    Files.writeString(
        directory.resolve("e.avsc"),
        """
        {"type": "record", "name": "E", "fields": [
          {"name": "id", "type": "long"},
          {"name": "price", "type": "double"},
          {"name": "bought", "type": "int"}]}
        """);
  }

  @Test
  void serversServePreviewsWhereThePipelineWantsThem() throws IOException {
    assertThat(server("{port: 0, previews: true}").previews()).isTrue();
    assertThat(server("{port: 0}").previews()).isFalse();
  }

  @Test
  void serversKeepAsMuchOfHistoriesAsThePipelineSays() throws IOException {
    String before = "{name: before, type: history, of: label}";
    String topics = "\ntopics: {histories: h}";
    ServingConfig said = server("{port: 0, histories-max-bytes: 5MiB}" + topics, before);
    assertThat(said.histories().models().get("shop").maxBytes()).isEqualTo(5L << 20);
    server("{port: 0}" + topics, before);
    assertThat(Files.readString(directory.resolve("server-1/serving.yaml")))
        .contains("\"topic\":\"h\"")
        .doesNotContain("max-bytes");
  }

  private ServingConfig server(String serving) throws IOException {
    return server(serving, "{name: price, type: numeric}");
  }

  private ServingConfig server(String serving, String feature) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"),
            """
            name: shop
            kafka: {bootstrap.servers: "127.0.0.1:1"}
            source: {topic: t, schema: e.avsc, id: id, key: id}
            label: {field: bought}
            features: [%s]
            model: {layers: [8], head: binary}
            training: {optimizer: {type: adam}}
            serving: %s
            """
                .formatted(feature, serving));
    ProcessPlan plan =
        new ProcessPlan(file, PipelineFile.read(file), new ClusterSize(0, 1, 1, 1), directory);
    Path written = Path.of(plan.servers().get(0).arguments().get(1));
    return ServingConfig.read(ConfigFile.read(written));
  }
}
