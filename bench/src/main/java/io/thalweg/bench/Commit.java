package io.thalweg.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The commit that the running classes were built in. Stateless. */
final class Commit {
  static final String UNKNOWN = "unknown";
  private static final long PATIENCE_SECONDS = 10;

  private Commit() {}

  /** Of the repository in which these classes lie; ends with -dirty where its files differ. */
  static String current() {
    Path directory = directory();
    return directory == null ? UNKNOWN : of(directory);
  }

  /** Of the repository that holds the directory; unknown without a repository or without git. */
  static String of(Path directory) {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        git.destroyForcibly();
        return UNKNOWN;
      }
      String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.exitValue() == 0 ? commit.strip() : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN; // no git here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }

  private static @Nullable Path directory() {
    CodeSource source = Commit.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI()).getParent();
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
