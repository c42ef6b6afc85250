package io.thalweg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command in a process of its own, which is killed on close. Confined to one thread. */
final class CommandProcess implements AutoCloseable {
  private static final long PERIOD_MILLIS = 50;

  private final Process process;
  private final Path out;
  private final Path err;

  private CommandProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code thalweg} as its script does, at home in this directory. */
  static CommandProcess start(Path home, Object... arguments) throws IOException {
    Files.createDirectories(home);
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-Dlog4j2.configurationFile=log4j2.xml",
                "-Dthalweg.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    for (Object argument : arguments) {
      line.add(String.valueOf(argument));
    }
    Process process =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new CommandProcess(process, out, err);
  }

  /** Waits until standard output has it. */
  Matcher awaitOutput(Pattern pattern, Duration patience) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Matcher found = pattern.matcher(Files.readString(out));
      if (found.find()) {
        return found;
      }
      if (System.nanoTime() > deadline || process.waitFor(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "no '%s' in:%n%s%n%s".formatted(pattern, Files.readString(out), Files.readString(err)));
      }
    }
  }

  /**
   * Sends SIGTERM, which Java takes as it takes Ctrl-C. SIGINT itself would not always arrive: what
   * a shell starts in the background, a build perhaps, ignores it together with its children.
   */
  void interrupt() {
    process.destroy();
  }

  /** Fails where the process lives longer than that. */
  Outcome awaitEnd(Duration patience) throws Exception {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(
          "still alive after %s:%n%s%n%s"
              .formatted(patience, Files.readString(out), Files.readString(err)));
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** How many processes this one has started that are still there. */
  long children() {
    return process.descendants().count();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
