package io.thalweg.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a pipeline can go on from. */
public final class Checkpoints {
  private static final int DEPTH = 3;
  private static final String METADATA = "_metadata";

  /**
   * The newest completed checkpoint or savepoint under a pipeline's state directory. One without
   * its metadata file never completed.
   */
  public static Optional<Path> newest(Path state) throws IOException {
    Path newest = null;
    for (Path metadata : metadata(state)) {
      if (newest == null || written(metadata).compareTo(written(newest)) > 0) {
        newest = metadata;
      }
    }
    return Optional.ofNullable(newest).map(Path::getParent);
  }

  /** The directories of all completed checkpoints and savepoints there. */
  public static List<Path> all(Path state) throws IOException {
    return metadata(state).stream().map(Path::getParent).toList();
  }

  private static List<Path> metadata(Path state) throws IOException {
    List<Path> all = new ArrayList<>();
    for (String kind : List.of("checkpoints", "savepoints")) {
      all.addAll(metadataOf(state.resolve(kind)));
    }
    return all;
  }

  private static List<Path> metadataOf(Path kind) throws IOException {
    if (!Files.isDirectory(kind)) {
      return List.of();
    }
    try (Stream<Path> files =
        Files.find(
            kind, DEPTH, (file, attributes) -> file.getFileName().toString().equals(METADATA))) {
      return files.toList();
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
