package io.thalweg.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.ServingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ShippedConfigurationsTest {
  static Stream<Path> directories() {
    return Stream.of(ComposeFile.ROOT.resolve("deploy/compose"), FlinkDeploymentFile.DIRECTORY);
  }

  @ParameterizedTest
  @MethodSource("directories")
  void theServerFollowsWhatThePipelineReleases(Path shipped, @TempDir Path directory)
      throws IOException {
    for (String file : List.of("pipeline.yaml", "serving.yaml", "transactions.avsc")) {
      String text = Files.readString(shipped.resolve(file));
      Files.writeString(directory.resolve(file), text.replaceAll("\\$\\{env:[A-Z_]+}", "secret"));
    }
    PipelineConfig pipeline = PipelineFile.read(directory.resolve("pipeline.yaml"));
    ServingConfig serving =
        ServingConfig.read(ConfigFile.read(directory.resolve("serving.yaml"))).in(directory);
    assertThat(serving.models()).containsExactly(pipeline.name());
    assertThat("file://" + serving.storeUri()).isEqualTo(pipeline.release().storeUri());
    assertThat(serving.modelsTopic()).isEqualTo(pipeline.release().topic());
    assertThat(serving.kafka()).isEqualTo(pipeline.kafka());
  }
}
