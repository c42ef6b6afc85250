package io.thalweg.learner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Directories in memory where the machine has room there, for tests that write much and of which
 * none asks what a disk does: most of their time would be spent waiting for it to sync.
 */
public final class MemoryDirectories implements TempDirFactory {
  private static final Path MEMORY = Path.of("/dev/shm");

  /** Several times what any of them writes. */
  private static final long ROOM_BYTES = 2L << 30;

  @Override
  public Path createTempDirectory(AnnotatedElementContext place, ExtensionContext test)
      throws IOException {
    return hasRoom()
        ? Files.createTempDirectory(MEMORY, "thalweg-")
        : Files.createTempDirectory("thalweg-");
  }

  private static boolean hasRoom() throws IOException {
    return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ROOM_BYTES;
  }
}
