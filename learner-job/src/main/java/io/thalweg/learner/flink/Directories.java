package io.thalweg.learner.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Local working directories of a task. */
final class Directories {
  private static final Logger LOG = LoggerFactory.getLogger(Directories.class);

  /** More than a snapshot that is being written when its task ends can add, file by file. */
  private static final int ATTEMPTS = 1000;

  /**
   * Deletes what is there, and what others put there or take away meanwhile. What can't be deleted
   * is left to the TaskManager's own clean-up.
   */
  static void deleteTree(Path directory) {
    String why = "";
    for (int i = 0; i < ATTEMPTS && Files.exists(directory); i++) {
      why = deleteOnce(directory);
    }
    if (Files.exists(directory)) {
      LOG.warn("{} is left behind: {}", directory, why);
    }
  }

  private static String deleteOnce(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
      return "";
    } catch (IOException | UncheckedIOException e) {
      return e.toString();
    }
  }

  private Directories() {}
}
