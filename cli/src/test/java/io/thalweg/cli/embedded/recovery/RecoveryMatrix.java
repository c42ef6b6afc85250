package io.thalweg.cli.embedded.recovery;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.embedded.VersionedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;

/** Prints the table of docs/adr/0001-kafka-transaction-version.md; keeps all logs. */
final class RecoveryMatrix {
  private static final long NUMBERS = 4_000;

  private RecoveryMatrix() {}

  /** Argument: a directory for brokers, checkpoints and logs. */
  public static void main(String[] args) throws Exception {
    Map<String, List<KillPoint>> scenarios = new LinkedHashMap<>();
    for (KillPoint point : List.of(KillPoint.values()).subList(0, 3)) {
      scenarios.put("3 x " + point, Collections.nCopies(3, point));
    }
    scenarios.put(
        "mixed",
        List.of(
            KillPoint.AFTER_COMMIT,
            KillPoint.BEFORE_COMMIT,
            KillPoint.BEFORE_COMPLETION,
            KillPoint.BEFORE_COMMIT));
    System.out.println(
        "| transaction.version | naming | deaths | missing | duplicates | open | ERROR lines |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int version : new int[] {1, 2}) {
      for (TransactionNamingStrategy naming : TransactionNamingStrategy.values()) {
        for (Map.Entry<String, List<KillPoint>> scenario : scenarios.entrySet()) {
          String name = "tv%d-%s-%s".formatted(version, naming, scenario.getKey());
          Path directory = Files.createDirectories(Path.of(args[0], name.replace(' ', '-')));
          System.out.printf(
              "| %d | %s | %s | %s%n",
              version, naming, scenario.getKey(), cells(version, naming, directory, scenario));
        }
      }
    }
  }

  private static String cells(
      int version,
      TransactionNamingStrategy naming,
      Path directory,
      Map.Entry<String, List<KillPoint>> scenario) {
    try (EmbeddedKafka kafka = VersionedKafka.start(directory.resolve("kafka"), version)) {
      Recovery recovery =
          new KilledRun(kafka.bootstrapServers(), directory, NUMBERS, naming)
              .dieAt(scenario.getValue());
      return "%d | %d | %d | %d | %s"
          .formatted(
              recovery.missing(),
              recovery.duplicates(),
              recovery.openTransactions(),
              recovery.errorLines().size(),
              recovery.deaths());
    } catch (Exception e) {
      return "did not finish: " + e.getMessage().lines().findFirst().orElse("");
    }
  }
}
