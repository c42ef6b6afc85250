package io.thalweg.serving.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says of this process's memory. Stateless. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String LABEL = "VmRSS:";

  private ResidentMemory() {}

  /** Bytes in RAM; none where the system doesn't say. */
  static List<Family.Sample> samples() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(LABEL)) {
          String kibibytes = line.substring(LABEL.length()).replace("kB", "").strip();
          return Family.Sample.only(Long.parseLong(kibibytes) * 1024.0);
        }
      }
    } catch (IOException e) {
      // Not a Linux; there is no such figure then.
    }
    return List.of();
  }
}
