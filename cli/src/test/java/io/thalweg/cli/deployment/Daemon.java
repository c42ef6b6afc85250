package io.thalweg.cli.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that runs until it is killed, with its output in a file. Confined to one thread. */
final class Daemon {
  private static final int LAST_LINES = 25;

  private final ProcessBuilder line;
  private final Path log;
  private Process process;

  private Daemon(ProcessBuilder line, Path log) throws IOException {
    this.line = line;
    this.log = log;
    this.process = line.start();
  }

  /** Starts it; what it writes goes behind what the log has already. */
  static Daemon start(Path log, Map<String, String> environment, List<String> line)
      throws IOException {
    Files.createDirectories(log.getParent());
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(log.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new Daemon(builder, log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Of a process that has ended. */
  int exitValue() {
    return process.exitValue();
  }

  /** What compose does with a container that has ended by itself. */
  void reviveIfDead() throws IOException {
    if (!process.isAlive()) {
      process = line.start();
    }
  }

  /** SIGKILL; returns once it is gone. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** The newest lines that it wrote. */
  String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return log.getFileName()
        + ":\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
