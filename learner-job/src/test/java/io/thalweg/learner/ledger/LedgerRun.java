package io.thalweg.learner.ledger;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.awaitility.Awaitility;

/** A job that keeps a ledger. Confined to the test's thread. */
final class LedgerRun implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Experiment experiment;
  private final Path directory;
  private final MiniCluster cluster;
  private final JobID job;

  LedgerRun(String name, Experiment experiment, Path directory, MiniCluster cluster, JobID job) {
    this.name = name;
    this.experiment = experiment;
    this.directory = directory;
    this.cluster = cluster;
    this.job = job;
  }

  Experiment experiment() {
    return experiment;
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
        .failFast("the job has ended", this::hasEnded)
        .until(condition);
  }

  private boolean hasEnded() throws Exception {
    try {
      return cluster
          .getJobStatus(job)
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .isGloballyTerminalState();
    } catch (ExecutionException e) {
      return false; // nobody leads the job at the moment
    }
  }

  /** Until so many more checkpoints have completed. */
  void awaitCheckpoints(int more) {
    int before = experiment.checkpoints();
    await(more + " checkpoints", () -> experiment.checkpoints() >= before + more);
  }

  /** How many learners the job has now; 0 while nobody leads it. */
  int learners() throws Exception {
    try {
      int learners = 0;
      for (AccessExecutionJobVertex v : graph().getVerticesTopologically()) {
        learners = v.getName().contains("learn") ? v.getParallelism() : learners;
      }
      return learners;
    } catch (ExecutionException e) {
      return 0;
    }
  }

  private AccessExecutionGraph graph() throws Exception {
    return cluster.getExecutionGraph(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The most bytes in flight that a checkpoint had to keep. */
  long keptInFlightBytes() throws Exception {
    return graph()
        .getCheckpointStatsSnapshot()
        .getSummaryStats()
        .getPersistedDataStats()
        .getMaximum();
  }

  /** Lets the job take in every event, stops it, and reads what it has saved. */
  SavedLedger finish() throws Exception {
    // One checkpoint may still complete behind a failure; a second needs every task again.
    awaitCheckpoints(2);
    await("every event", () -> experiment.emitted() == experiment.events());
    return SavedLedger.read(stop(), experiment.events());
  }

  private String savepoints() {
    return directory.resolve("savepoints").toUri().toString();
  }

  /** The job goes on behind it. */
  void takeSavepoint() throws Exception {
    cluster
        .triggerSavepoint(job, savepoints(), false, SavepointFormatType.NATIVE)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Takes in what there is and saves it, which may fail; the job has ended if it doesn't. */
  Path stop() throws Exception {
    String savepoint =
        cluster
            .stopWithSavepoint(job, savepoints(), true, SavepointFormatType.NATIVE)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    cluster.requestJobResult(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return Path.of(URI.create(savepoint));
  }

  int checkpointsInProgress() throws Exception {
    return graph().getCheckpointStatsSnapshot().getCounts().getNumberOfInProgressCheckpoints();
  }

  /** Says how long it took until the job was gone. */
  Duration cancel() throws Exception {
    long begun = System.nanoTime();
    cluster.cancelJob(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    cluster.requestJobResult(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Cancels it, if it hasn't ended, and waits for that. */
  @Override
  public void close() throws Exception {
    if (!hasEnded()) {
      cancel();
    }
  }
}
