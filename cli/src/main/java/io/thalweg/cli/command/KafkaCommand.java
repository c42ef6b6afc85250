package io.thalweg.cli.command;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.StopRequest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thalweg kafka}: a broker for a laptop that has none. */
@Command(
    name = "kafka",
    mixinStandardHelpOptions = true,
    header = "Run a single-node Kafka on this machine, for trying things out.",
    description = "%nListens on the loopback interface only. What it stores stays.%n")
public final class KafkaCommand implements Callable<Integer> {
  private static final long HOUR_MILLIS = 3_600_000;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port to listen on (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = ".thalweg/kafka",
      description = "Where it stores its logs (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws Exception {
    Ports.requireFree(port, "--port");
    try (StopRequest stop = StopRequest.listen();
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, port)) {
      System.out.println("Kafka is up on " + kafka.bootstrapServers() + "; Ctrl-C ends it");
      while (!stop.await(HOUR_MILLIS)) {
        // Until the signal.
      }
    }
    return 0;
  }
}
