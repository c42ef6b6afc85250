package io.thalweg.bench.process;

import io.thalweg.bench.BenchException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM with options of its own on this one's class path, terminal and system properties. It goes
 * when this process goes: its standard input is a pipe from here, see {@link ParentWatch}. Confined
 * to one thread.
 */
public final class ChildJvm {
  /** What a child gets to delete its data once it is asked to end. */
  private static final Duration GOODBYE = Duration.ofSeconds(20);

  private ChildJvm() {}

  /**
   * Runs it to its end.
   *
   * @param limit it is ended, and the caller told, where it takes longer
   * @return its exit code
   */
  public static int run(
      List<String> jvmOptions, String mainClass, List<String> arguments, Duration limit)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(commandLine(jvmOptions, mainClass, arguments))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread hook = new Thread(() -> end(child), "thalweg-child");
    Runtime.getRuntime().addShutdownHook(hook);
    if (!child.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      end(child);
      throw new BenchException(
          "ended after %d s, which is its limit; run it again while the machine is quiet"
              .formatted(limit.toSeconds()));
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, which is why the child has.
    }
    return child.exitValue();
  }

  /**
   * Starts one whose standard input and output are pipes to here; what it says of errors is shown.
   * The caller ends it, and it has to end by itself when its input does.
   *
   * @param launcher what goes before the command, such as a program that binds it to a core
   */
  public static Process start(
      List<String> launcher, List<String> jvmOptions, String mainClass, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>(launcher);
    line.addAll(commandLine(jvmOptions, mainClass, arguments));
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> commandLine(
      List<String> jvmOptions, String mainClass, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-D"))
        .forEach(line::add);
    line.addAll(jvmOptions);
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }

  private static void end(Process child) {
    child.destroy();
    try {
      if (!child.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
