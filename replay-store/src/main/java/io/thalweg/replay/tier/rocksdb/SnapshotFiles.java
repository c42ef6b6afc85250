package io.thalweg.replay.tier.rocksdb;

import io.thalweg.replay.tier.TierException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a snapshot on their way into a table's directory. Immutable. */
final class SnapshotFiles {
  private static final String IMMUTABLE_SUFFIX = ".sst";

  private SnapshotFiles() {}

  /** Creates the directory if need be; one with files in it is refused. */
  static void requireEmpty(Path directory) {
    try {
      Files.createDirectories(directory);
      if (!list(directory).isEmpty()) {
        throw new IllegalArgumentException(
            "replay directory is not empty: %s; give every table a directory of its own"
                .formatted(directory));
      }
    } catch (IOException e) {
      throw new TierException("replay directory can't be created: " + directory, e);
    }
  }

  /** Brings the snapshot in under the same names: table files by hard link, the others by copy. */
  static void link(Path snapshot, Path directory) {
    requireEmpty(directory);
    try {
      for (Path file : list(snapshot)) {
        Path target = directory.resolve(file.getFileName().toString());
        if (file.toString().endsWith(IMMUTABLE_SUFFIX)) {
          linkOrCopy(file, target);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new TierException(
          "replay snapshot can't be brought in: from=%s, to=%s, cause=%s"
              .formatted(snapshot, directory, e),
          e);
    }
  }

  private static void linkOrCopy(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (FileSystemException | UnsupportedOperationException acrossFileSystems) {
      Files.copy(file, target);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
