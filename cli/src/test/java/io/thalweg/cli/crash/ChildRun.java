package io.thalweg.cli.crash;

import io.thalweg.cli.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code thalweg run} as a process of its own. Not thread-safe. */
final class ChildRun implements AutoCloseable {
  private final Process process;
  private final Path output;

  private ChildRun(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; logs and output go to {@code home}. */
  static ChildRun start(Path home, Path pipeline, String... options) throws Exception {
    Files.createDirectories(home);
    Path output = home.resolve("output.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-Dtest.log.level=WARN",
                "-Dthalweg.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                pipeline.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ChildRun(process, output);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: nothing gets a chance to say goodbye. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  int awaitEnd(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  String output() throws Exception {
    return Files.readString(output);
  }

  @Override
  public void close() {
    kill();
  }
}
