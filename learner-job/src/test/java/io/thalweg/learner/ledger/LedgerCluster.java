package io.thalweg.learner.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A Flink cluster in this process. Confined to the test's thread. */
final class LedgerCluster implements AutoCloseable {
  private final MiniCluster cluster;
  private final Path directory;

  private LedgerCluster(MiniCluster cluster, Path directory) {
    this.cluster = cluster;
    this.directory = directory;
  }

  /** One TaskManager. */
  static LedgerCluster start(int slots, Path directory) throws Exception {
    return start(directory, new Configuration(), b -> b.setNumSlotsPerTaskManager(slots));
  }

  static LedgerCluster start(
      Path directory, Configuration more, UnaryOperator<MiniClusterConfiguration.Builder> with)
      throws Exception {
    Path tmp = Files.createDirectories(directory.resolve("tmp"));
    Configuration c = new Configuration();
    c.set(RestOptions.BIND_PORT, "0");
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
    c.setString("io.tmp.dirs", tmp.toString());
    c.addAll(more);
    MiniCluster cluster =
        new MiniCluster(
            with.apply(new MiniClusterConfiguration.Builder()).setConfiguration(c).build());
    try {
      cluster.start();
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
    return new LedgerCluster(cluster, directory);
  }

  /** Submits a job of its own name; the caller closes it. */
  LedgerRun submit(String name, int events, LedgerSettings settings) throws Exception {
    Experiment experiment = Experiment.begin(name, events);
    JobGraph graph = LedgerJob.graph(name, settings, directory);
    cluster.submitJob(graph).get(LedgerRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return new LedgerRun(name, experiment, directory, cluster, graph.getJobID());
  }

  MiniCluster flink() {
    return cluster;
  }

  /** Directories of learners that lie in the TaskManagers' temporary one. */
  List<Path> learnersFiles() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("tmp"))) {
      return all.filter(p -> p.getFileName().toString().startsWith("thalweg-")).toList();
    }
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
