package io.thalweg.cli.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** What this process has cost so far. Stateless. */
final class ProcessFigures {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Since the process was started. */
  static Duration age() {
    return Duration.ofMillis(
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime());
  }

  /** The peak of its resident memory (VmHWM, proc(5)); empty where the system doesn't tell. */
  static OptionalLong peakMemoryBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmHWM:")) {
          return OptionalLong.of(1024 * Long.parseLong(line.replaceAll("[^0-9]", "")));
        }
      }
    } catch (IOException e) {
      // Not Linux.
    }
    return OptionalLong.empty();
  }

  private ProcessFigures() {}
}
