package io.thalweg.cli.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Java, processor, memory, disk, files. Stateless. */
public final class MachineCheck {
  private static final long GIB = 1L << 30;
  private static final long LEAST_MEMORY = 4 * GIB;
  private static final long LEAST_DISK = 4 * GIB;
  private static final long LEAST_FILES = 4096;

  private MachineCheck() {}

  /**
   * Of this machine and process.
   *
   * @param directory where logs and state go; it is made
   */
  public static List<Finding> look(Path directory) {
    return List.of(java(), platform(), memory(), files(), disk("disk", directory));
  }

  private static Finding java() {
    return Finding.ok(
        "java",
        "%s by %s, heap up to %d MiB"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                Runtime.getRuntime().maxMemory() >> 20));
  }

  private static Finding platform() {
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    return platform.equals("Linux amd64")
        ? Finding.ok(
            "platform",
            "%s, %d processors".formatted(platform, Runtime.getRuntime().availableProcessors()))
        : Finding.bad(
            "platform", platform + "; the native libraries are for Linux on x86_64, run it there");
  }

  private static Finding memory() {
    long bytes = system().getTotalMemorySize();
    String text = gib(bytes) + " in all";
    return bytes >= LEAST_MEMORY
        ? Finding.ok("memory", text)
        : Finding.note(
            "memory", text + "; two learners, Kafka and a server want " + gib(LEAST_MEMORY));
  }

  private static Finding files() {
    long most = system().getMaxFileDescriptorCount();
    String text = "%,d may be open".formatted(most);
    return most >= LEAST_FILES
        ? Finding.ok("files", text)
        : Finding.note("files", text + "; a server of many clients wants ulimit -n 65536");
  }

  private static UnixOperatingSystemMXBean system() {
    return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  /** Whether a directory, which is made where it is missing, can be written and has room. */
  static Finding disk(String subject, Path directory) {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, "doctor", ".tmp"));
      long room = Files.getFileStore(directory).getUsableSpace();
      String text = "%s has %s left".formatted(directory, gib(room));
      return room >= LEAST_DISK
          ? Finding.ok(subject, text)
          : Finding.note(subject, text + "; checkpoints and replay may want more than that");
    } catch (IOException e) {
      return Finding.bad(
          subject,
          "%s can't be written: %s; look at its permissions"
              .formatted(directory, e.getClass().getSimpleName()));
    }
  }

  private static String gib(long bytes) {
    return "%.1f GiB".formatted((double) bytes / GIB);
  }
}
