package io.thalweg.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jar, class, arguments and settings of the FlinkDeployment, in processes without Kubernetes. */
@Timeout(600)
final class OperatorJobIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void theJobOfTheFlinkDeploymentReleasesVersions(@TempDir Path directory) throws Exception {
    FlinkDeploymentFile deployment = FlinkDeploymentFile.read();
    try (ComposeCluster cluster = new ComposeCluster(directory)) {
      try {
        Daemon generator = cluster.startCommand("generator");
        Path releases = cluster.state().resolve("transactions/models/releases/transactions");
        Daemon jobManager =
            cluster.startFlink("jobmanager", deployment.command(), deployment.settings());
        cluster.startFlink("taskmanager", List.of("taskmanager"), deployment.settings());
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .until(
                () -> {
                  generator.reviveIfDead();
                  jobManager.reviveIfDead(); // until there is a topic
                  return entries(releases) > 2;
                });
        assertThat(jobManager.isAlive()).isTrue();
      } catch (ConditionTimeoutException | AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + cluster.lastWords(), e);
      }
    }
  }

  private static long entries(Path directory) throws Exception {
    if (Files.notExists(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }
}
