package io.thalweg.learner.ledger;

import io.thalweg.ingestion.flink.ValueTypeInfo;
import io.thalweg.learner.flink.LearnerOperatorConfig;
import io.thalweg.learner.flink.Learners;
import io.thalweg.learner.ledger.LedgerSettings.Alignment;
import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.sync.RoundConfig;
import io.thalweg.learner.sync.RoundConfig.Transport;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Learners of a {@link WideModel} with replay, one example a step, so that none ever waits for a
 * batch. Confined to the test's thread.
 */
final class WideRun implements AutoCloseable {
  static final int GROUPS = 16;
  private static final int SPLITS = 4;

  /**
   * What rows there are.
   *
   * @param width numbers in a row
   * @param capacityRows of the replay store
   * @param memoryBytes of each of the store's two parts in memory, a learner's
   */
  record Size(int width, int capacityRows, long memoryBytes, Duration patience) {}

  private final Size size;
  private final Path directory;
  private final MiniCluster cluster;
  private final JobID job;
  private final Experiment experiment;

  private WideRun(
      Size size, Path directory, MiniCluster cluster, JobID job, Experiment experiment) {
    this.size = size;
    this.directory = directory;
    this.cluster = cluster;
    this.job = job;
    this.experiment = experiment;
  }

  /**
   * Starts it, with no event beyond those that were taken in before.
   *
   * @param from a savepoint, which stays
   */
  static WideRun start(
      LedgerCluster in, Path directory, Size size, int learners, @Nullable Path from)
      throws Exception {
    WideModel.ENGINES.clear();
    Experiment experiment = Experiment.begin(0);
    JobGraph graph = graph(directory, size, learners);
    if (from != null) {
      graph.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(
              from.toUri().toString(), false, RecoveryClaimMode.NO_CLAIM));
    }
    in.flink().submitJob(graph).get();
    return new WideRun(size, directory, in.flink(), graph.getJobID(), experiment);
  }

  private static JobGraph graph(Path directory, Size size, int learners) {
    LedgerSettings settings = LedgerSettings.of(learners, Alignment.ALIGNED, Transport.AUTO);
    Configuration c = LedgerJob.configuration(settings, directory);
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, size.patience().dividedBy(300));
    c.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, size.patience());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(c);
    env.setParallelism(learners);
    env.setMaxParallelism(GROUPS);
    int width = size.width();
    var examples =
        env.fromSource(
                new EventSource(SPLITS, Integer.MAX_VALUE / SPLITS, 1 << 20),
                WatermarkStrategy.noWatermarks(),
                "events",
                ValueTypeInfo.EXAMPLE)
            .uid("events")
            .map(e -> WideModel.example(e, width), ValueTypeInfo.EXAMPLE)
            .uid("wide");
    var unused = Learners.on(examples, "wide", GROUPS, learners(size, directory));
    return env.getStreamGraph().getJobGraph();
  }

  private static LearnerOperatorConfig learners(Size size, Path directory) {
    ReplaySpec.Tiers tiers = new ReplaySpec.Tiers(size.memoryBytes(), size.memoryBytes(), 0, 0);
    return new LearnerOperatorConfig(
        WideModel.spec(size.width()),
        new TrainingConfig(1, 1, new OptimizerSpec.Adam(0.01f, 0.9f, 0.999f, 1e-8f)),
        WideModel.Engine::open,
        new ReplaySpec(
            size.capacityRows(),
            1,
            Retention.WINDOW,
            new ReplaySpec.Uniform(),
            Duration.ZERO,
            tiers,
            5),
        new RoundConfig(
            1 << 30,
            Duration.ofMillis(50),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Transport.AUTO),
        new ReleaseConfig(directory.resolve("models").toUri().toString(), "", Map.of()),
        Experiment::releaseLog,
        Duration.ZERO,
        false,
        false,
        null);
  }

  /** Lets more events in and waits until so many of them have come; others are on their way. */
  void takeIn(int more) {
    int wanted = experiment.emitted() + more;
    experiment.allow(Integer.MAX_VALUE);
    Awaitility.await()
        .atMost(size.patience())
        .failFast("the job has ended", () -> cluster.getJobStatus(job).get().isTerminalState())
        .until(() -> experiment.emitted() >= wanted);
  }

  /** The job goes on behind it. */
  Path save() throws Exception {
    return path(
        cluster
            .triggerSavepoint(job, savepoints(), false, SavepointFormatType.NATIVE)
            .get(size.patience().toMillis(), TimeUnit.MILLISECONDS));
  }

  /** What is on its way to the learners is learned behind the savepoint's cut, and saved. */
  Path stop() throws Exception {
    Path savepoint =
        path(
            cluster
                .stopWithSavepoint(job, savepoints(), false, SavepointFormatType.NATIVE)
                .get(size.patience().toMillis(), TimeUnit.MILLISECONDS));
    cluster.requestJobResult(job).get();
    return savepoint;
  }

  private String savepoints() {
    return directory.resolve("savepoints").toUri().toString();
  }

  private static Path path(String savepoint) {
    return Path.of(URI.create(savepoint));
  }

  boolean isRunning() throws Exception {
    return !cluster.getJobStatus(job).get().isTerminalState();
  }

  @Override
  public void close() throws Exception {
    if (isRunning()) {
      cluster.cancelJob(job).get();
      cluster.requestJobResult(job).get();
    }
  }
}
