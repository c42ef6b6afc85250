package io.thalweg.cli.command;

import io.thalweg.cli.node.ClusterIdentity;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.learner.config.PipelineConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a process of a cluster is told about the others. Confined to the main thread. */
final class Membership {
  @Option(
      names = "--zookeeper",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:2181",
      description = "Where the cluster's ZooKeeper listens (default: ${DEFAULT-VALUE}).")
  private String zookeeper = "";

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "The same for all processes of one cluster (default: the pipeline's name).")
  private @Nullable String cluster;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      required = true,
      description = "Of this process alone; what an earlier one left in its tmp is deleted.")
  private Path directory = Path.of("");

  ClusterIdentity identity(PipelineConfig pipeline) {
    if (!zookeeper.matches(".+:[0-9]{1,5}")) {
      throw new CommandException(
          "--zookeeper is %s; say host:port, as in 127.0.0.1:2181".formatted(zookeeper));
    }
    return new ClusterIdentity(zookeeper, cluster == null ? pipeline.name() : cluster);
  }

  Path directory() {
    return directory;
  }
}
