package io.thalweg.serving.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Tells by a file's content whether it has changed: times and sizes stay the same where a file is
 * written twice within a tick of the clock. Confined to one thread.
 */
final class WatchedFile {
  private final Path path;
  private byte[] seen;

  /** Everything before the first look counts as seen. */
  WatchedFile(Path path) {
    this.path = path;
    this.seen = content();
  }

  Path path() {
    return path;
  }

  /** Whether it is another file than at the last look; one that can't be read is empty. */
  boolean hasChanged() {
    byte[] now = content();
    boolean changed = !Arrays.equals(now, seen);
    seen = now;
    return changed;
  }

  private byte[] content() {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      return new byte[0];
    }
  }
}
