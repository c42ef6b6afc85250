package io.thalweg.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchTest {
  @TempDir private Path parent;

  @Test
  void leavesNothingBehind() throws Exception {
    Path inside;
    try (Scratch scratch = Scratch.open(parent.resolve("not/there/yet"))) {
      inside = Files.createDirectories(scratch.directory().resolve("a/b"));
      Files.writeString(inside.resolve("file"), "data");
      assertThat(inside).startsWith(parent);
    }
    try (var files = Files.list(parent.resolve("not/there/yet"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void tooLittleSpaceIsSaidBeforeAnythingIsWritten() throws Exception {
    try (Scratch scratch = Scratch.open(parent)) {
      scratch.requireFree(1, "unused");
      assertThatThrownBy(() -> scratch.requireFree(Long.MAX_VALUE, "free some"))
          .isInstanceOf(BenchException.class)
          .hasMessageMatching("needs [\\d.]+ GB free in \\S+, which has [\\d.]+ GB; free some");
    }
  }
}
