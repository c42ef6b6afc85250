package io.thalweg.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A directory for a bench's data, gone with all that is in it when the bench ends, also by failure
 * or by Ctrl-C. Confined to one thread.
 */
public final class Scratch implements AutoCloseable {
  /** A bench that is still writing when Ctrl-C comes may put a file where one was deleted. */
  private static final int ATTEMPTS = 20;

  private final Path directory;
  private final Thread hook;

  private Scratch(Path directory) {
    this.directory = directory;
    this.hook = new Thread(this::deleteQuietly, "thalweg-scratch");
  }

  /** The caller closes it. */
  public static Scratch open(Path parent) throws IOException {
    Files.createDirectories(parent);
    Scratch scratch = new Scratch(Files.createTempDirectory(parent, "bench-"));
    Runtime.getRuntime().addShutdownHook(scratch.hook);
    return scratch;
  }

  public Path directory() {
    return directory;
  }

  /**
   * Refuses to begin what would fill the disk.
   *
   * @param remedy what the user can do, the end of the line
   */
  public void requireFree(long bytes, String remedy) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < bytes) {
      throw new BenchException(
          "needs %.1f GB free in %s, which has %.1f GB; %s"
              .formatted(bytes / 1e9, directory.getParent(), free / 1e9, remedy));
    }
  }

  @Override
  public void close() throws IOException {
    deleteTree(directory);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has been deleting too.
    }
  }

  private void deleteQuietly() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        deleteTree(directory);
        return;
      } catch (IOException | UncheckedIOException e) {
        // The next attempt sees what was written meanwhile.
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (Files.notExists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
