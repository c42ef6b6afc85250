package io.thalweg.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Bytes that storage devices have handed to this process, as Linux counts them. Stateless. */
public final class DeviceReads {
  private static final Path COUNTERS = Path.of("/proc/self/io");
  private static final String FIELD = "read_bytes: ";

  private DeviceReads() {}

  /** Of all threads since the process began; reads from the page cache don't count. */
  public static OptionalLong bytes() {
    try {
      return Files.readAllLines(COUNTERS).stream()
          .filter(line -> line.startsWith(FIELD))
          .mapToLong(line -> Long.parseLong(line.substring(FIELD.length())))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // no Linux
    }
  }
}
