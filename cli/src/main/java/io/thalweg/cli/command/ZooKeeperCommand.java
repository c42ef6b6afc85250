package io.thalweg.cli.command;

import io.thalweg.cli.node.ZooKeeperNode;
import io.thalweg.cli.run.StopRequest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thalweg zookeeper}: where the processes of a cluster find each other. */
@Command(
    name = "zookeeper",
    mixinStandardHelpOptions = true,
    hidden = true,
    header = "Run a single ZooKeeper on this machine, for a cluster.",
    description = "%nListens on the loopback interface only. What it stores stays.%n")
public final class ZooKeeperCommand implements Callable<Integer> {
  private static final long HOUR_MILLIS = 3_600_000;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "2181",
      description = "Port to listen on (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = ".thalweg/zookeeper",
      description = "Where it stores its logs (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws Exception {
    Ports.requireFree(port, "--port");
    try (StopRequest stop = StopRequest.listen();
        ZooKeeperNode node = ZooKeeperNode.start(directory, port)) {
      System.out.println("ZooKeeper is up on " + node.address() + "; Ctrl-C ends it");
      while (!stop.await(HOUR_MILLIS)) {
        // Until the signal.
      }
    }
    return 0;
  }
}
