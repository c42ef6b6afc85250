package io.thalweg.learner.ledger;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.awaitility.Awaitility;

/** A ledger job on a cluster of its own in this process. Confined to the test's thread. */
final class LedgerRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Experiment experiment;
  private final Path directory;
  private final MiniCluster cluster;
  private final JobID job;

  private LedgerRun(
      String name, Experiment experiment, Path directory, MiniCluster cluster, JobID job) {
    this.name = name;
    this.experiment = experiment;
    this.directory = directory;
    this.cluster = cluster;
    this.job = job;
  }

  /** On one TaskManager. */
  static LedgerRun start(String name, int events, LedgerSettings settings, Path directory)
      throws Exception {
    MiniClusterConfiguration.Builder builder =
        new MiniClusterConfiguration.Builder()
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(settings.learners());
    return start(name, events, settings, directory, new Configuration(), builder);
  }

  static LedgerRun start(
      String name,
      int events,
      LedgerSettings settings,
      Path directory,
      Configuration more,
      MiniClusterConfiguration.Builder builder)
      throws Exception {
    Experiment experiment = Experiment.begin(name, events);
    Configuration configuration = LedgerJob.configuration(settings, directory);
    configuration.addAll(more);
    Files.createDirectories(directory.resolve("tmp"));
    MiniCluster cluster = new MiniCluster(builder.setConfiguration(configuration).build());
    try {
      cluster.start();
      JobGraph graph = LedgerJob.graph(name, settings, configuration, directory);
      cluster.submitJob(graph).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return new LedgerRun(name, experiment, directory, cluster, graph.getJobID());
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  Experiment experiment() {
    return experiment;
  }

  MiniCluster cluster() {
    return cluster;
  }

  JobID job() {
    return job;
  }

  /** Fails at once if the job has ended. */
  void await(String what, Callable<Boolean> condition) {
    Awaitility.await(name + ": " + what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .pollInSameThread()
        .failFast("the job has ended", () -> status().isGloballyTerminalState())
        .until(condition);
  }

  private JobStatus status() throws Exception {
    return cluster.getJobStatus(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Until so many more checkpoints have completed. */
  void awaitCheckpoints(int more) {
    int before = experiment.checkpoints();
    await(more + " checkpoints", () -> experiment.checkpoints() >= before + more);
  }

  /** The most bytes in flight that a checkpoint had to keep. */
  long keptInFlightBytes() throws Exception {
    return cluster
        .getExecutionGraph(job)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .getCheckpointStatsSnapshot()
        .getSummaryStats()
        .getPersistedDataStats()
        .getMaximum();
  }

  /** Lets the job take in every event, stops it, and reads what it has saved. */
  SavedLedger finish() throws Exception {
    await("every event", () -> experiment.emitted() == experiment.events());
    Path savepoint = stop();
    return SavedLedger.read(savepoint, experiment.events());
  }

  private Path stop() throws Exception {
    String target = directory.resolve("savepoints").toUri().toString();
    String savepoint =
        cluster
            .stopWithSavepoint(job, target, true, SavepointFormatType.NATIVE)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    cluster.requestJobResult(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return Path.of(URI.create(savepoint));
  }

  /** Directories of learners that lie in the cluster's temporary one. */
  List<Path> leftovers() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("tmp"))) {
      return all.filter(p -> p.getFileName().toString().startsWith("thalweg-")).toList();
    }
  }

  @Override
  public void close() throws Exception {
    try {
      cluster.close();
    } finally {
      Experiment.end(name);
    }
  }
}
