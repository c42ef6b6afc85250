package io.thalweg.learner.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints that a job goes on without: their JobManager died after it had written them and
 * before its successor could hear of them, or a person has chosen an older one. The successor
 * aborts the transactions that they hold, so nobody may begin with them any more. Stateless.
 */
final class UndoneCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(UndoneCheckpoints.class);
  private static final String PREFIX = "chk-";
  private static final String METADATA = "_metadata";

  /** A checkpoint without {@code _metadata} never completed, as far as others can see. */
  static final String UNDONE = "_metadata.undone";

  /**
   * Renames the metadata of all checkpoints of a job above this one; its numbers rise over all its
   * JobManagers. To be called before a task starts from it. Where that fails the job goes on
   * nevertheless.
   *
   * @param ofJob a directory of {@code chk-N} directories; need not exist
   */
  static void hideAbove(long checkpointId, Path ofJob) {
    if (!Files.isDirectory(ofJob)) {
      return;
    }
    try (Stream<Path> entries = Files.list(ofJob)) {
      List<Path> undone = entries.filter(entry -> number(entry) > checkpointId).toList();
      for (Path checkpoint : undone) {
        hide(checkpoint, checkpointId);
      }
    } catch (IOException | UncheckedIOException e) {
      warn(checkpointId, "any above it in " + ofJob, e);
    }
  }

  /** Also where one of this number was undone before. */
  private static void hide(Path checkpoint, long goesOnFrom) {
    Path metadata = checkpoint.resolve(METADATA);
    if (!Files.exists(metadata)) {
      return;
    }
    try {
      Files.move(metadata, checkpoint.resolve(UNDONE), StandardCopyOption.REPLACE_EXISTING);
      LOG.warn("the job goes on from checkpoint {}, {} is undone", goesOnFrom, checkpoint);
    } catch (IOException e) {
      warn(goesOnFrom, checkpoint.toString(), e);
    }
  }

  private static void warn(long goesOnFrom, String notHidden, Exception cause) {
    LOG.warn(
        "the job goes on from checkpoint {}; never begin with {}, which can't be hidden: {}",
        goesOnFrom,
        notHidden,
        cause.toString());
  }

  /** Its checkpoint's, or -1 if it isn't one. */
  private static long number(Path entry) {
    String name = entry.getFileName().toString();
    return name.matches(PREFIX + "[0-9]{1,18}")
        ? Long.parseLong(name.substring(PREFIX.length()))
        : -1;
  }

  private UndoneCheckpoints() {}
}
