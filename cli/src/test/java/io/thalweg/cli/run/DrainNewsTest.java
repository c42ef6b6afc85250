package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrainNewsTest {
  private final List<String> lines = new ArrayList<>();
  @TempDir private Path directory;

  @Test
  void whoAsksWhileKafkaIsAwayHearsAtOnceWhatItWaitsForAndAtTheEndWhereItGoesOn() throws Exception {
    var pipeline = TestPipelines.withHead("binary", directory);
    DrainNews news = new DrainNews(pipeline, lines::add);
    news.requested(Duration.ofSeconds(40));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("ending: ").contains("40.0s", "Ctrl-C once more");
    assertThat(lines.get(1)).startsWith("ending waits for Kafka: ").contains("127.0.0.1:1");

    news.gaveUp(Duration.ofSeconds(40));
    assertThat(lines.get(2))
        .startsWith("gave up after 40.0s: ")
        .contains("127.0.0.1:1")
        .endsWith("the beginning of the topics: there is no checkpoint yet");

    Path checkpoint = pipeline.state().resolve("checkpoints/job/chk-7");
    Files.createDirectories(checkpoint);
    Files.writeString(checkpoint.resolve("_metadata"), "");
    news.gaveUp(Duration.ofSeconds(40));
    assertThat(lines.get(3)).endsWith("; the next start goes on from " + checkpoint);
  }
}
