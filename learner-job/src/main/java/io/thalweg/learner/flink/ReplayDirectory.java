package io.thalweg.learner.flink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one task's replay store, in the TaskManager's working directory. A lock file
 * beside it says that its process lives; what a killed one has left goes when the next task starts.
 * Confined to one thread.
 *
 * <p>Flink itself cleans a working directory only for a TaskManager that comes back under the same
 * name.
 */
final class ReplayDirectory implements AutoCloseable {
  static final String PREFIX = "thalweg-replay-";
  private static final String LOCK = ".lock";
  private static final String TMP = "tmp";

  /** Number and start of this process. */
  private static final String PROCESS =
      ProcessHandle.current().pid()
          + "-"
          + ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L);

  private final Path directory;
  private final Path lockFile;
  private final FileChannel lock;

  private ReplayDirectory(Path directory, Path lockFile, FileChannel lock) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Makes a new directory, and deletes those of dead processes here and in the working directories
   * of other TaskManagers beside this one's.
   *
   * @param tmp {@code tmp} in the working directory
   */
  static ReplayDirectory make(Path tmp) throws IOException {
    Path own = Files.createDirectories(tmp.toAbsolutePath());
    while (true) {
      String name = PREFIX + PROCESS + "-" + UUID.randomUUID();
      Path lockFile = own.resolve(name + LOCK);
      FileChannel lock =
          FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (lock.tryLock() != null && Files.exists(lockFile)) {
        deleteDead(all(own));
        return new ReplayDirectory(Files.createDirectory(own.resolve(name)), lockFile, lock);
      }
      lock.close(); // another process took it for a dead one's
    }
  }

  private static Path all(Path tmp) {
    @Nullable Path taskManager = tmp.getParent();
    @Nullable Path all = taskManager == null ? null : taskManager.getParent();
    return all == null ? tmp : all;
  }

  Path path() {
    return directory;
  }

  private static void deleteDead(Path all) {
    for (Path taskManager : list(all, "*")) {
      for (Path lockFile : list(taskManager.resolve(TMP), PREFIX + "*" + LOCK)) {
        if (!name(lockFile).startsWith(PREFIX + PROCESS + "-")) {
          deleteIfDead(lockFile);
        }
      }
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /**
   * Not to be asked of this process's own: in POSIX, closing a file gives up every lock that the
   * process has on it.
   */
  private static void deleteIfDead(Path lockFile) {
    try (FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
      if (lock.tryLock() != null) {
        String name = name(lockFile);
        Directories.deleteTree(
            lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())));
        Files.deleteIfExists(lockFile);
      }
    } catch (IOException e) {
      // Another process that starts now has deleted it.
    }
  }

  /** Empty where there is nothing to list, or nothing that this user may. */
  private static List<Path> list(Path directory, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, glob)) {
      paths.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    Directories.deleteTree(directory);
    lock.close();
    Files.deleteIfExists(lockFile);
  }
}
