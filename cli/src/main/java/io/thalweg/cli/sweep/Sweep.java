package io.thalweg.cli.sweep;

import io.thalweg.cli.run.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files below {@code checkpoints} of a state directory that no savepoint refers to and no
 * checkpoint that a run could go on from. Savepoints themselves are never touched. To be used only
 * while nobody else writes there. Immutable.
 */
public final class Sweep {
  private final List<Path> files;
  private final List<Path> directories;
  private final long bytes;

  private Sweep(List<Path> files, List<Path> directories, long bytes) {
    this.files = files;
    this.directories = directories;
    this.bytes = bytes;
  }

  /**
   * Looks, and deletes nothing.
   *
   * @param writtenBefore what is younger stays: an upload may still be under way
   */
  public static Sweep find(Path state, Instant writtenBefore) throws IOException {
    References references = new References();
    for (Path checkpoint : Checkpoints.wanted(state, writtenBefore)) {
      references.read(checkpoint);
    }
    Path checkpoints = state.resolve("checkpoints");
    List<Path> files = new ArrayList<>();
    List<Path> directories = new ArrayList<>();
    long bytes = 0;
    for (Path path : below(checkpoints)) {
      boolean old = Files.getLastModifiedTime(path).toInstant().isBefore(writtenBefore);
      if (old && Files.isRegularFile(path) && !references.contains(path)) {
        files.add(path);
        bytes += Files.size(path);
      } else if (old && Files.isDirectory(path) && isOfOneCheckpoint(path)) {
        directories.add(path);
      }
    }
    return new Sweep(List.copyOf(files), List.copyOf(directories), bytes);
  }

  /** Real paths, what is in a directory before the directory itself. */
  private static List<Path> below(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(directory.toRealPath())) {
      return all.sorted(Comparator.reverseOrder()).toList();
    }
  }

  private static boolean isOfOneCheckpoint(Path directory) {
    return directory.getFileName().toString().startsWith("chk-");
  }

  /** What nobody refers to. */
  public List<Path> files() {
    return files;
  }

  /** Of the files together. */
  public long bytes() {
    return bytes;
  }

  /** Deletes the files, and directories of single checkpoints that are empty then. */
  public void delete() throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    for (Path directory : directories) {
      try (Stream<Path> left = Files.list(directory)) {
        if (left.findAny().isPresent()) {
          continue;
        }
      }
      Files.delete(directory);
    }
  }
}
