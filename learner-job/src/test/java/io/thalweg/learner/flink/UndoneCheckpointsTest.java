package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoneCheckpointsTest {
  @TempDir private Path job;

  private Path metadata(String directory) throws IOException {
    Path made = Files.createDirectories(job.resolve(directory));
    return Files.writeString(made.resolve("_metadata"), directory);
  }

  @Test
  void whatLiesAboveTheOneThatAJobGoesOnFromCanNotBeFoundAnyMore() throws IOException {
    Path older = metadata("chk-8");
    Path from = metadata("chk-9");
    Path undone = metadata("chk-10");
    Path another = metadata("chk-123");
    Path shared = Files.createDirectories(job.resolve("shared"));
    Path begun = Files.createDirectories(job.resolve("chk-11"));
    UndoneCheckpoints.hideAbove(9, job);
    assertThat(older).exists();
    assertThat(from).exists();
    assertThat(undone).doesNotExist();
    assertThat(another).doesNotExist();
    assertThat(undone.resolveSibling("_metadata.undone")).hasContent("chk-10");
    assertThat(shared).isEmptyDirectory();
    assertThat(begun).isEmptyDirectory();
    UndoneCheckpoints.hideAbove(9, job);
    assertThat(undone.resolveSibling("_metadata.undone")).as("hidden once").exists();
  }

  @Test
  void oneWhoseNumberWasUndoneBeforeIsHiddenToo() throws IOException {
    metadata("chk-10");
    UndoneCheckpoints.hideAbove(9, job);
    Path again = metadata("chk-10");
    UndoneCheckpoints.hideAbove(9, job);
    assertThat(again).doesNotExist();
  }

  @Test
  void oneThatCanNotBeHiddenKeepsNoOtherFromBeingHidden() throws IOException {
    List<Path> hidden = new ArrayList<>();
    for (int number = 10; number < 30; number++) {
      Path metadata = metadata("chk-" + number);
      if (number % 2 == 0) {
        hidden.add(metadata);
      } else {
        Path inTheWay = Files.createDirectories(metadata.resolveSibling("_metadata.undone"));
        Files.writeString(inTheWay.resolve("file"), "");
      }
    }
    UndoneCheckpoints.hideAbove(9, job);
    assertThat(hidden).noneMatch(Files::exists);
    assertThat(job.resolve("chk-11/_metadata")).exists();
  }

  @Test
  void whatIsNoCheckpointIsLeftAlone() throws IOException {
    Path odd = metadata("chk-99-copy");
    UndoneCheckpoints.hideAbove(1, job);
    assertThat(odd).exists();
  }

  @Test
  void aJobWithoutCheckpointsHasNothingToHide() {
    assertThatCode(() -> UndoneCheckpoints.hideAbove(9, job.resolve("none")))
        .doesNotThrowAnyException();
  }
}
