package io.thalweg.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.cli.Outcome;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.models.Registry;
import io.thalweg.cli.run.RebuildRun;
import io.thalweg.cli.run.StopRequest;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two learners over TCP and five partitions once more, from nothing but a receipt. */
@Timeout(600)
final class RebuildIT {
  private static final int EVENTS = 3_000;

  @TempDir private Path directory;

  @Test
  void aVersionIsRebuiltToTheBitAndOnlyWithWhatMadeIt() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      RecordedStream.write(kafka, EVENTS);
      RepeatedRun run = new RepeatedRun("original", directory, kafka.bootstrapServers(), 20);
      run.killAfter(2);
      run.finish();
      Path file = run.pipeline();
      PipelineConfig pipeline = PipelineFile.read(file);
      Registry registry = Registry.of(pipeline);
      List<ModelAnnouncement> versions = registry.announcements("original");
      assertThat(versions).hasSizeGreaterThan(1);
      Set<Path> before = files(pipeline.state());
      Set<String> topics = topics(kafka);

      for (ModelAnnouncement version :
          List.of(versions.get(versions.size() / 2), versions.get(versions.size() - 1))) {
        Outcome rebuilt = rebuild(version.version(), file);
        assertThat(rebuilt.exitCode()).as(rebuilt.toString()).isZero();
        assertThat(rebuilt.out().lines().toList()).last().isEqualTo("equal");
      }
      try (StopRequest stop = StopRequest.listen();
          StatusLine line = StatusLine.onStandardOutput();
          RebuildRun beyond = RebuildRun.open(pipeline, EVENTS)) {
        assertThatThrownBy(() -> beyond.finish(line, stop))
            .isInstanceOf(CommandException.class)
            .hasMessageStartingWith("the topics end before round " + EVENTS);
      }
      assertThat(registry.announcements("original")).as("nothing is announced").isEqualTo(versions);
      assertThat(files(pipeline.state())).isEqualTo(before);
      assertThat(topics(kafka)).isEqualTo(topics);

      long last = versions.get(versions.size() - 1).version();
      Path reseeded = directory.resolve("reseeded.yaml");
      Files.writeString(reseeded, Files.readString(file, UTF_8).replace("seed: 1", "seed: 2"));
      Outcome other = rebuild(last, reseeded);
      assertThat(other.exitCode()).isEqualTo(2);
      assertThat(other.err())
          .contains("pipeline differs", "spec differs", "model=1", "model=2")
          .doesNotContain("features differs", "kernel differs", "learners differs");

      dropFirst(kafka, 10);
      Outcome dropped = rebuild(last, file);
      assertThat(dropped.exitCode()).isEqualTo(2);
      assertThat(dropped.err()).contains("events/0 begins at offset 10", "retention");
    }
  }

  private static Outcome rebuild(long version, Path pipeline) {
    return Outcome.of("models", "rebuild", "original", version, "--pipeline", pipeline);
  }

  private static Set<Path> files(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.collect(Collectors.toSet());
    }
  }

  private static Set<String> topics(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      return admin.listTopics().names().get();
    }
  }

  private static void dropFirst(EmbeddedKafka kafka, long records) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(Workplace.EVENTS, 0), RecordsToDelete.beforeOffset(records)))
          .all()
          .get();
    }
  }
}
