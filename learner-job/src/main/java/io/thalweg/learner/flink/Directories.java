package io.thalweg.learner.flink;

import java.io.IOException;
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

  /** Deletes what is there; what can't be deleted is left to the TaskManager's own clean-up. */
  static void deleteTree(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("{} is left behind: {}", directory, e.toString());
    }
  }

  private Directories() {}
}
