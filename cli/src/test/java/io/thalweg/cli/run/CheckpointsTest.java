package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {
  @TempDir private Path state;

  @Test
  void thereIsNoneBeforeTheFirstRun() throws IOException {
    assertThat(Checkpoints.newest(state.resolve("never-made"))).isEmpty();
    assertThat(Checkpoints.newest(state)).isEmpty();
  }

  @Test
  void theNewestWinsWhateverItsNumberAndKind() throws IOException {
    completed("checkpoints/job-a/chk-99", 1_000);
    Path savepoint = completed("savepoints/savepoint-1", 3_000);
    completed("checkpoints/job-b/chk-2", 2_000);
    assertThat(Checkpoints.newest(state)).hasValue(savepoint);
    Path later = completed("checkpoints/job-b/chk-3", 4_000);
    assertThat(Checkpoints.newest(state)).hasValue(later);
  }

  @Test
  void whatADeposedJobManagerWritesLateDoesNotCountAsNewer() throws IOException {
    completed("checkpoints/job/chk-9", 5_000);
    Path survivors = completed("checkpoints/job/chk-10", 4_000);
    assertThat(Checkpoints.newest(state)).hasValue(survivors);
    assertThat(Checkpoints.wanted(state, Instant.ofEpochMilli(9_000))).containsExactly(survivors);
  }

  @Test
  void oneWithoutItsMetadataNeverCompleted() throws IOException {
    Path completed = completed("checkpoints/job/chk-1", 1_000);
    Path begun = Files.createDirectories(state.resolve("checkpoints/job/chk-2"));
    Files.writeString(begun.resolve("6f1c"), "state of one task");
    assertThat(Checkpoints.newest(state)).hasValue(completed);
  }

  private Path completed(String name, long writtenMillis) throws IOException {
    Path checkpoint = Files.createDirectories(state.resolve(name));
    Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(writtenMillis));
    return checkpoint;
  }
}
