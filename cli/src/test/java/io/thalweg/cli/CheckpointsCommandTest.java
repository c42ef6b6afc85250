package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.run.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsCommandTest {
  @TempDir private Path directory;
  private Path pipeline;
  private Path state;

  @BeforeEach
  void writeThePipeline() throws IOException {
    Files.writeString(
        directory.resolve("e.avsc"),
        """
        {"type": "record", "name": "E", "fields": [{"name": "id", "type": "long"}]}
        """);
    state = directory.resolve("state");
    pipeline =
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
            state: state
            """);
  }

  @Test
  void aDryRunListsAndTheOtherDeletes() throws IOException {
    Path lost = lost(Duration.ofHours(30));
    Outcome dry = Outcome.of("checkpoints", "sweep", pipeline, "--dry-run");
    assertThat(dry.out())
        .isEqualTo(
            lost.toRealPath() + "\nwould delete 1 files, 2.00kB that no checkpoint refers to\n");
    assertThat(lost).exists();

    Outcome real = Outcome.of("checkpoints", "sweep", pipeline);
    assertThat(real.out()).isEqualTo("deleted 1 files, 2.00kB that no checkpoint refers to\n");
    assertThat(lost).doesNotExist();
  }

  @Test
  void aFileIsKeptForTheTimeThatWasAskedFor() throws IOException {
    Path lost = lost(Duration.ofHours(2));
    assertThat(Outcome.of("checkpoints", "sweep", pipeline).out()).startsWith("deleted 0 files");
    assertThat(lost).exists();
    assertThat(Outcome.of("checkpoints", "sweep", pipeline, "--older-than", "1h").out())
        .startsWith("deleted 1 files");
  }

  @Test
  void whatWasOnlyBegunInTheModelStoreGoesAndAllElseThereStays() throws IOException {
    Files.createDirectories(state);
    Path shelf = Files.createDirectories(directory.resolve("state/models/ab"));
    Path begun = old(Files.write(shelf.resolve(".put-1"), new byte[10]), Duration.ofHours(30));
    Path version = old(Files.write(shelf.resolve("abc"), new byte[10]), Duration.ofHours(30));
    Outcome dry = Outcome.of("checkpoints", "sweep", pipeline, "--dry-run");
    assertThat(dry.out())
        .endsWith(begun + "\nwould delete 1 files that were never finished in the model store\n");
    assertThat(begun).exists();
    assertThat(Outcome.of("checkpoints", "sweep", pipeline).out())
        .endsWith("\ndeleted 1 files that were never finished in the model store\n");
    assertThat(begun).doesNotExist();
    assertThat(version).exists();
  }

  @Test
  void aPipelineThatRunsIsLeftAlone() throws IOException {
    Path lost = lost(Duration.ofHours(30));
    try (StateDirectory running = StateDirectory.take(state)) {
      Outcome outcome = Outcome.of("checkpoints", "sweep", pipeline);
      assertThat(outcome.err()).contains("another run of this pipeline has " + running.path());
      UserErrorsTest.assertOneLine(outcome);
    }
    assertThat(lost).exists();
  }

  @Test
  void aPipelineThatNeverRanIsSaid() {
    UserErrorsTest.assertMistake(
        Outcome.of("checkpoints", "sweep", pipeline),
        "there is no state directory " + state + "; run the pipeline first, or mend the key state");
    assertThat(state).doesNotExist();
  }

  private Path lost(Duration age) throws IOException {
    Path shared = Files.createDirectories(state.resolve("checkpoints/0123/shared"));
    return old(Files.write(shared.resolve("lost"), new byte[2000]), age);
  }

  private static Path old(Path file, Duration age) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }
}
