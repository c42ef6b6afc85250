package io.thalweg.cli.run;

import io.thalweg.cli.terminal.CommandException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's directory while one run has it to itself: two runs of one pipeline would learn every
 * event twice. The lock goes with the process, also by {@code kill -9}. Confined to one thread.
 */
public final class StateDirectory implements AutoCloseable {
  private static final List<String> RESUMABLE = List.of("checkpoints", "savepoints");

  private final Path directory;
  private final FileChannel channel;

  private StateDirectory(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Makes the directory if it isn't there, and takes it; the caller closes it. */
  public static StateDirectory take(Path directory) throws IOException {
    return open(directory, false);
  }

  /**
   * As {@link #take}, for a process that has it together with others of its kind, which agree among
   * themselves who of them writes.
   */
  public static StateDirectory share(Path directory) throws IOException {
    return open(directory, true);
  }

  private static StateDirectory open(Path directory, boolean shared) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    if (lock(channel, shared) == null) {
      channel.close();
      throw new CommandException(
          "another run of this pipeline has "
              + directory
              + "; end it, or give this one a directory of its own with the key state");
    }
    return new StateDirectory(directory, channel);
  }

  private static @Nullable FileLock lock(FileChannel channel, boolean shared) throws IOException {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, shared);
    } catch (OverlappingFileLockException e) {
      return null; // a run in this very process
    }
  }

  /** Whether it is one that somebody has asked for, not one of the job's own. */
  public static boolean isSavepoint(Path resumable) {
    return resumable.getParent() != null && resumable.getParent().endsWith("savepoints");
  }

  public Path path() {
    return directory;
  }

  /**
   * See {@link Checkpoints#newest}.
   *
   * @throws CommandException if there is none but one that a job went on without: nobody begins
   *     anew without wanting to
   */
  public Optional<Path> newest() throws IOException {
    Optional<Path> newest = Checkpoints.newest(directory);
    Optional<Path> undone = newest.isPresent() ? newest : Checkpoints.newestUndone(directory);
    if (newest.isEmpty() && undone.isPresent()) {
      throw new CommandException(
          "%s is the newest checkpoint left and was set aside as undone; rename its _metadata.undone to _metadata to go on from it, or begin anew with --fresh"
              .formatted(undone.get()));
    }
    return newest;
  }

  /**
   * Puts what a run could go on from out of sight, so that a later run goes on from what comes now.
   *
   * @return where it lies; empty if there was nothing
   */
  public Optional<Path> setAside() throws IOException {
    Optional<Path> aside = Optional.empty();
    for (String name : RESUMABLE) {
      Path from = directory.resolve(name);
      if (Files.exists(from)) {
        Path to = aside.isPresent() ? aside.get() : unused();
        Files.createDirectories(to);
        Files.move(from, to.resolve(name));
        aside = Optional.of(to);
      }
    }
    return aside;
  }

  private Path unused() {
    for (int n = 1; ; n++) {
      Path candidate = directory.resolve("set-aside-" + n);
      if (Files.notExists(candidate)) {
        return candidate;
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
