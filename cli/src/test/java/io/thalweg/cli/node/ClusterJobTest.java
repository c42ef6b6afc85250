package io.thalweg.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterJobTest {
  private static final Path NEWEST = Path.of("/state/checkpoints/1/chk-7");

  @TempDir private Path directory;

  @Test
  void aSavepointStaysSomebodysToGoBackTo() throws Exception {
    Path savepoint = Path.of("/state/savepoints/savepoint-1");
    Configuration c = ClusterJob.settings(pipeline(), new Configuration(), Optional.of(savepoint));
    assertThat(c.get(StateRecoveryOptions.RESTORE_MODE)).isEqualTo(RecoveryClaimMode.NO_CLAIM);
  }

  @Test
  void itBeginsWithTheNewestCheckpointOfTheStateDirectoryAndOwnsIt() throws IOException {
    Configuration c = ClusterJob.settings(pipeline(), new Configuration(), Optional.of(NEWEST));
    assertThat(c.get(StateRecoveryOptions.SAVEPOINT_PATH)).isEqualTo(NEWEST.toUri().toString());
    assertThat(c.get(StateRecoveryOptions.RESTORE_MODE)).isEqualTo(RecoveryClaimMode.CLAIM);
  }

  @Test
  void oneThatTheClusterNamesIsTakenInItsPlace() throws IOException {
    Configuration cluster =
        Configuration.fromMap(Map.of(StateRecoveryOptions.SAVEPOINT_PATH.key(), "file:///older"));
    Configuration c = ClusterJob.settings(pipeline(), cluster, Optional.of(NEWEST));
    assertThat(c.contains(StateRecoveryOptions.SAVEPOINT_PATH)).isFalse();
    assertThat(c.contains(StateRecoveryOptions.RESTORE_MODE)).isFalse();
  }

  @Test
  void howOftenTheJobStartsAgainIsTheClustersToSay() throws IOException {
    Configuration alone = ClusterJob.settings(pipeline(), new Configuration(), Optional.empty());
    assertThat(alone.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS))
        .isEqualTo(10);
    Configuration cluster =
        Configuration.fromMap(Map.of("restart-strategy.type", "exponential-delay"));
    assertThat(ClusterJob.settings(pipeline(), cluster, Optional.empty()).keySet())
        .noneMatch(key -> key.startsWith("restart-strategy"));
  }

  @Test
  void whatThePipelineReliesOnIsItsOwnToSay() throws IOException {
    Configuration cluster =
        Configuration.fromMap(Map.of(CheckpointingOptions.CHECKPOINTING_INTERVAL.key(), "1 h"));
    Configuration c = ClusterJob.settings(pipeline(), cluster, Optional.empty());
    assertThat(c.get(CheckpointingOptions.CHECKPOINTING_INTERVAL)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void itTakesOneArgument() {
    assertThatThrownBy(() -> ClusterJob.main(new String[0]))
        .isInstanceOf(CommandException.class)
        .hasMessage("0 arguments; give one, the pipeline's file");
  }

  private PipelineConfig pipeline() throws IOException {
    Files.writeString(
        directory.resolve("e.avsc"),
        """
        {"type": "record", "name": "E", "fields": [{"name": "id", "type": "long"}]}
        """);
    return PipelineFile.read(
        Files.writeString(
            directory.resolve("p.yaml"),
            """
            name: fraud
            kafka: {bootstrap.servers: "127.0.0.1:1"}
            source: {topic: t, schema: e.avsc, id: id}
            label: {field: y}
            features: [{name: x, type: numeric}]
            model: {head: binary}
            training: {optimizer: {type: adam}}
            release: {every: 3s}
            """));
  }
}
