package io.thalweg.cli.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A process and those that come after it under the same name. Confined to one thread. */
final class Child {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** Who has lived so long isn't failing again and again. */
  private static final Duration STEADY = Duration.ofSeconds(30);

  private static final int USER_ERROR = 2;
  private static final String COMPLAINT = "thalweg: ";

  private final ProcessSpec spec;
  private final Path directory;
  private Process process;
  private long outputBefore;
  private long startedNanos;
  private long dueNanos;
  private boolean isDue;
  private Duration pause = FIRST_PAUSE;
  private int restarts;

  private Child(ProcessSpec spec, Path directory) throws IOException {
    this.spec = spec;
    this.directory = directory;
    this.startedNanos = System.nanoTime();
    this.process = launch();
  }

  /**
   * Starts it.
   *
   * @param directory of this child alone
   */
  static Child start(ProcessSpec spec, Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.deleteIfExists(output(directory));
    return new Child(spec, directory);
  }

  private Process launch() throws IOException {
    File output = output(directory).toFile();
    outputBefore = output.length();
    return new ProcessBuilder(CommandLine.of(spec, directory))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
        .start();
  }

  private static Path output(Path directory) {
    return directory.resolve("output.txt");
  }

  ProcessSpec spec() {
    return spec;
  }

  long pid() {
    return process.pid();
  }

  int restarts() {
    return restarts;
  }

  Path log() {
    return directory.resolve("logs").resolve("thalweg.log");
  }

  /** Its exit status; empty while it lives. */
  OptionalInt exit() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** What it couldn't start for this time, in words for the user; empty where it didn't say. */
  Optional<String> complaint() throws IOException {
    if (process.isAlive() || process.exitValue() != USER_ERROR) {
      return Optional.empty(); // Flink leaves with this status, too, and says nothing
    }
    try (InputStream output = Files.newInputStream(output(directory))) {
      output.skipNBytes(outputBefore);
      return new String(output.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> line.startsWith(COMPLAINT))
          .map(line -> line.substring(COMPLAINT.length()))
          .reduce((first, last) -> last);
    }
  }

  /** Starts a dead one again once its pause is over; true when it has. */
  boolean revive() throws IOException {
    if (process.isAlive()) {
      return false;
    }
    long now = System.nanoTime();
    if (!isDue) {
      boolean wasSteady = now - startedNanos > STEADY.toNanos();
      pause = wasSteady ? FIRST_PAUSE : pause;
      dueNanos = now + pause.toNanos();
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
      isDue = true;
    }
    if (now - dueNanos < 0) {
      return false;
    }
    isDue = false;
    restarts++;
    startedNanos = now;
    process = launch();
    return true;
  }

  /** Asks it to end. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end, and ends it after that by force, which a stopped process obeys as well. */
  void awaitEnd(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  void kill() {
    process.destroyForcibly();
  }
}
