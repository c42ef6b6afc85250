package io.thalweg.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.chaos.ClusterProcess.Member;
import io.thalweg.cli.embedded.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However a cluster ends, its processes end. */
@Timeout(180)
final class ClusterEndIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;

  @Test
  void noProcessOutlivesAStarterThatIsKilled() throws Exception {
    ChaosPipeline pipeline = ChaosPipeline.write(directory, FreePort.find());
    try (ClusterProcess cluster =
        ClusterProcess.start(
            directory.resolve("home"), pipeline.file(), pipeline.state(), "--kafka")) {
      await().atMost(PATIENCE).until(() -> cluster.members().size() == 6 || !cluster.isAlive());
      assertThat(cluster.isAlive()).as(cluster.output()).isTrue();
      List<Member> members = cluster.members();
      assertThat(members).allMatch(Member::isAlive);
      cluster.kill();
      await().atMost(PATIENCE).until(() -> members.stream().noneMatch(Member::isAlive));
    }
  }
}
