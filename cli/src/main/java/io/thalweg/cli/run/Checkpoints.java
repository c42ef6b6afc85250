package io.thalweg.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What a pipeline can go on from. */
public final class Checkpoints {
  private static final int DEPTH = 4;
  private static final String METADATA = "_metadata";

  /**
   * The newest completed checkpoint or savepoint under a pipeline's state directory. One without
   * its metadata file never completed.
   */
  public static Optional<Path> newest(Path state) throws IOException {
    if (!Files.isDirectory(state)) {
      return Optional.empty();
    }
    try (Stream<Path> files =
        Files.find(
            state, DEPTH, (file, attributes) -> file.getFileName().toString().equals(METADATA))) {
      return files.max(Comparator.comparing(Checkpoints::written)).map(Path::getParent);
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // deleted meanwhile: an older one, then
    }
  }

  private Checkpoints() {}
}
