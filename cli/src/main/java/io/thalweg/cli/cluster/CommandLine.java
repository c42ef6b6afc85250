package io.thalweg.cli.cluster;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this very program is started once more. Stateless. */
final class CommandLine {
  private static final String MAIN = "io.thalweg.cli.Main";

  /** Options of this JVM that aren't a child's: its size, its home, its debugger. */
  private static final List<String> OWN = List.of("-Xm", "-Dthalweg.", "-agentlib", "-javaagent");

  /**
   * A command line for {@link ProcessBuilder}.
   *
   * @param home where the process keeps its log
   */
  static List<String> of(ProcessSpec spec, Path home) {
    List<String> line = new ArrayList<>();
    // A terminal sends its Ctrl-C to all of us, but how the children end is their starter's affair.
    line.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\""));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (OWN.stream().noneMatch(option::startsWith)) {
        line.add(option);
      }
    }
    line.add("-Xmx" + spec.heapMegabytes() + "m");
    line.add("-XX:+ExitOnOutOfMemoryError");
    // A JobManager runs its program with translators that Flink registers by reflection.
    line.add("--add-opens=java.base/java.util=ALL-UNNAMED");
    line.add("-Dthalweg.home=" + home);
    line.addAll(Leash.options());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    line.addAll(spec.arguments());
    return line;
  }

  private CommandLine() {}
}
