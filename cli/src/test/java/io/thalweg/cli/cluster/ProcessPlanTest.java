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

  private ServingConfig server(String serving) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"),
            """
            name: shop
            kafka: {bootstrap.servers: "127.0.0.1:1"}
            source: {topic: t, schema: e.avsc, id: id}
            label: {field: bought}
            features: [{name: price, type: numeric}]
            model: {layers: [8], head: binary}
            training: {optimizer: {type: adam}}
            serving: %s
            """
                .formatted(serving));
    ProcessPlan plan =
        new ProcessPlan(file, PipelineFile.read(file), new ClusterSize(0, 1, 1, 1), directory);
    Path written = Path.of(plan.servers().get(0).arguments().get(1));
    return ServingConfig.read(ConfigFile.read(written));
  }
}
