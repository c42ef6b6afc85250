package io.thalweg.cli.embedded.recovery;

import io.thalweg.cli.embedded.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;

/**
 * Starts {@link KilledJob} again and again, each time from the newest complete checkpoint, until it
 * ends by itself. Not thread-safe.
 */
final class KilledRun {
  private static final Pattern HALTED = Pattern.compile("snapshotted=(\\d+)");

  private final String bootstrapServers;
  private final Path directory;
  private final long numbers;
  private final TransactionNamingStrategy naming;
  private final List<Path> logs = new ArrayList<>();

  KilledRun(
      String bootstrapServers, Path directory, long numbers, TransactionNamingStrategy naming) {
    this.bootstrapServers = bootstrapServers;
    this.directory = directory;
    this.numbers = numbers;
    this.naming = naming;
  }

  Recovery dieAt(List<KillPoint> points) throws Exception {
    Records.createTopic(bootstrapServers);
    List<Death> deaths = new ArrayList<>();
    for (KillPoint point : points) {
      Matcher halted = HALTED.matcher(launch(point, KilledJob.HALTED));
      if (!halted.find()) {
        throw new IllegalStateException("the process did not say where it halted: " + logs);
      }
      deaths.add(new Death(point, Long.parseLong(halted.group(1)), lastCommitted()));
    }
    launch(KillPoint.NEVER, 0);
    return recovery(deaths);
  }

  private Recovery recovery(List<Death> deaths) throws Exception {
    List<String> values = Records.values(bootstrapServers, "read_committed");
    int distinct = new HashSet<>(values).size();
    return new Recovery(
        deaths,
        values.size(),
        numbers - distinct,
        values.size() - distinct,
        openTransactions(),
        errorLines());
  }

  private String launch(KillPoint point, int expectedExit) throws Exception {
    Path log = directory.resolve("process-%d-%s.log".formatted(logs.size(), point));
    Path out = directory.resolve("process-%d.out".formatted(logs.size()));
    logs.add(log);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dtest.log.level=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                KilledJob.class.getName(),
                bootstrapServers,
                Records.ONLY.topic(),
                Long.toString(numbers),
                directory.resolve("checkpoints").toUri().toString(),
                point.name(),
                naming.name(),
                newestCheckpoint())
            .redirectError(log.toFile())
            .redirectOutput(out.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("no end within 60 s: " + point + ", see " + log);
    }
    if (process.exitValue() != expectedExit) {
      throw new IllegalStateException(
          "exit code: expected=%d, was=%d, at=%s, log=%s"
              .formatted(expectedExit, process.exitValue(), point, Files.readString(log)));
    }
    return Files.readString(out);
  }

  /** A checkpoint is complete once its metadata file stands. */
  private String newestCheckpoint() throws IOException {
    Path checkpoints = directory.resolve("checkpoints");
    if (Files.notExists(checkpoints)) {
      return "";
    }
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .map(file -> file.getParent().toUri().toString())
          .orElse("");
    }
  }

  private long lastCommitted() {
    return Records.values(bootstrapServers, "read_committed").stream()
        .mapToLong(Long::parseLong)
        .max()
        .orElse(0);
  }

  private long openTransactions() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin.listTransactions().all().get().stream()
          .filter(transaction -> transaction.state() == TransactionState.ONGOING)
          .count();
    }
  }

  private List<String> errorLines() throws IOException {
    List<String> errors = new ArrayList<>();
    for (Path log : logs) {
      Files.readAllLines(log).stream()
          .filter(line -> line.contains(" ERROR "))
          .forEach(errors::add);
    }
    return errors;
  }
}
