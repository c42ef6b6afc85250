package io.thalweg.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a pipeline can go on from. */
public final class Checkpoints {
  private static final int DEPTH = 3;
  private static final String CHECKPOINTS = "checkpoints";
  private static final String SAVEPOINTS = "savepoints";
  private static final String METADATA = "_metadata";

  /** The name that a job gives to the metadata of one that it goes on without. */
  private static final String UNDONE = "_metadata.undone";

  private static final Pattern NUMBERED =
      Pattern.compile("chk-([0-9]{1,18})[/\\\\]_metadata(\\.undone)?$");

  /**
   * The newest completed checkpoint or savepoint under a pipeline's state directory. One without
   * its metadata file never completed.
   */
  public static Optional<Path> newest(Path state) throws IOException {
    List<Path> all = new ArrayList<>(metadata(state.resolve(CHECKPOINTS)));
    all.addAll(metadata(state.resolve(SAVEPOINTS)));
    return newest(all).map(Path::getParent);
  }

  /**
   * The newest of those that a job went on without. A JobManager that had been deposed may have
   * hidden its successor's, so where nothing else is left a person has to look at it.
   */
  static Optional<Path> newestUndone(Path state) throws IOException {
    return newest(files(state.resolve(CHECKPOINTS), UNDONE)).map(Path::getParent);
  }

  /**
   * The directories that somebody may want to go on from: all savepoints, the newest completed
   * checkpoint, and every other that isn't older than the given time. A JobManager that dies may
   * leave a checkpoint that its successor never hears of and so never deletes.
   */
  public static List<Path> wanted(Path state, Instant time) throws IOException {
    List<Path> wanted = new ArrayList<>(metadata(state.resolve(SAVEPOINTS)));
    List<Path> checkpoints = metadata(state.resolve(CHECKPOINTS));
    Path newest = newest(checkpoints).orElse(null);
    for (Path checkpoint : checkpoints) {
      if (checkpoint.equals(newest) || !written(checkpoint).toInstant().isBefore(time)) {
        wanted.add(checkpoint);
      }
    }
    return wanted.stream().map(Path::getParent).toList();
  }

  /**
   * Of each job the one with the highest number, and of these the one written last: a JobManager
   * that was deposed may still write a checkpoint when its successor has completed later ones.
   */
  private static Optional<Path> newest(List<Path> metadata) {
    Comparator<Path> byTime = Comparator.comparing(Checkpoints::written);
    Comparator<Path> byNumber = Comparator.comparingLong(Checkpoints::number);
    Map<Path, Path> ofJobs = new HashMap<>();
    for (Path file : metadata) {
      ofJobs.merge(
          file.resolveSibling("..").normalize(),
          file,
          BinaryOperator.maxBy(byNumber.thenComparing(byTime)));
    }
    return ofJobs.values().stream().max(byTime);
  }

  /** Numbers of a job's checkpoints rise; -1 for a savepoint, which has none. */
  private static long number(Path metadata) {
    Matcher name = NUMBERED.matcher(metadata.toString());
    return name.find() ? Long.parseLong(name.group(1)) : -1;
  }

  private static List<Path> metadata(Path kind) throws IOException {
    return files(kind, METADATA);
  }

  private static List<Path> files(Path kind, String name) throws IOException {
    if (!Files.isDirectory(kind)) {
      return List.of();
    }
    try (Stream<Path> files =
        Files.find(kind, DEPTH, (file, attributes) -> file.getFileName().toString().equals(name))) {
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
