package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.learner.flink.OracleRun.Holder;
import io.thalweg.learner.flink.OracleRun.Part;
import io.thalweg.learner.flink.StreamRows.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same stream goes into the replay store and into Flink's keyed state, by the same key groups;
 * through failures, checkpoints, savepoints and rescaling both hold the same at every checkpoint,
 * and what the stream says they should.
 */
class KeyedStateOracleIT {
  private static final boolean NIGHTLY = Boolean.getBoolean("thalweg.nightly");
  private static final int ROW_BYTES = NIGHTLY ? 1000 : 40;

  /** Of the first run; the later ones add a twentieth each. 2 GB of rows nightly. */
  private static final long FIRST = NIGHTLY ? 1_800_000 : 4_000;

  private static final Duration PATIENCE = Duration.ofMinutes(NIGHTLY ? 20 : 1);

  @TempDir Path directory;
  private final Map<Long, Map<Integer, Digest>> truth = new HashMap<>();
  private MiniCluster cluster;
  private long allowed;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void replayHoldsWhatKeyedStateHoldsThroughFailuresAndRescaling(boolean unaligned)
      throws Exception {
    try (MiniCluster started = new MiniCluster(clusterConfiguration())) {
      cluster = started;
      cluster.start();
      Run run = new Run("first", 1, unaligned);
      run.start(null, RecoveryClaimMode.NO_CLAIM);
      run.learn(FIRST, true);
      String at = run.stopWithSavepoint();

      Run second = new Run("second", 2, unaligned);
      second.start(at, RecoveryClaimMode.NO_CLAIM);
      second.learn(FIRST / 20, true);
      at = second.cancelAtCheckpoint();

      Run third = new Run("third", 4, unaligned);
      third.start(at, RecoveryClaimMode.CLAIM);
      third.learn(FIRST / 20, false);
      at = third.stopWithSavepoint();

      Run fourth = new Run("fourth", 3, unaligned);
      fourth.start(at, RecoveryClaimMode.CLAIM);
      fourth.learn(FIRST / 20, true);
      at = fourth.cancelAtCheckpoint();

      Run fifth = new Run("fifth", 1, unaligned);
      fifth.start(at, RecoveryClaimMode.NO_CLAIM);
      fifth.learn(FIRST / 20, false);
      at = fifth.cancelAtCheckpoint();

      Run sixth = new Run("sixth", 1, unaligned); // as it was: incrementally
      sixth.start(at, RecoveryClaimMode.CLAIM);
      sixth.learn(FIRST / 20, true);
      sixth.cancelAtCheckpoint();
    }
  }

  /** One job, from its start to its end. */
  private final class Run {
    private final String name = "run-" + UUID.randomUUID();
    private final String title;
    private final int parallelism;
    private final boolean unaligned;
    private final OracleRun oracle = OracleRun.named(name);
    private JobID job = new JobID();

    Run(String title, int parallelism, boolean unaligned) {
      this.title = title;
      this.parallelism = parallelism;
      this.unaligned = unaligned;
    }

    void start(@Nullable String from, RecoveryClaimMode mode) throws Exception {
      if (!NIGHTLY && !unaligned) {
        oracle.examine(); // else what is between source and holder belongs to a checkpoint as well
      }
      JobGraph graph = graph();
      if (from != null) {
        graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(from, false, mode));
      }
      job = graph.getJobID();
      oracle.allow(allowed);
      cluster.submitJob(graph).get();
    }

    /** Lets so many more numbers through, in the middle of them perhaps a failure. */
    void learn(long numbers, boolean failing) {
      if (failing) {
        oracle.failAt(allowed + numbers / 2);
      }
      allowed += numbers;
      oracle.allow(allowed);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(
              () -> {
                if (cluster.getJobStatus(job).get().isTerminalState()) {
                  throw new AssertionError(
                      title,
                      cluster.requestJobResult(job).get().getSerializedThrowable().orElseThrow());
                }
                assertThat(oracle.safe()).isEqualTo(allowed);
              });
      settle();
      assertThat(oracle.hasFailed()).isTrue();
    }

    /**
     * Until nothing is between the source, which is at its limit, and the holders: a savepoint's
     * barriers overtake nothing. What lies there belongs to an unaligned checkpoint, no holder can
     * tell of it, and the failure may still be ahead of it.
     */
    private void settle() {
      String place = directory.resolve("settled").toString();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptionsMatching(e -> e.getCause() instanceof CheckpointException)
          .until(
              () ->
                  cluster
                      .triggerSavepoint(job, place, false, SavepointFormatType.NATIVE)
                      .get()
                      .startsWith("file:"));
    }

    String stopWithSavepoint() throws Exception {
      oracle.examine();
      String savepoint =
          cluster
              .stopWithSavepoint(
                  job,
                  directory.resolve("savepoints").toString(),
                  false,
                  SavepointFormatType.NATIVE)
              .get();
      cluster.requestJobResult(job).get();
      requireEqualContents();
      return savepoint;
    }

    String cancelAtCheckpoint() throws Exception {
      oracle.examine();
      String checkpoint = cluster.triggerCheckpoint(job).get();
      long id = Long.parseLong(checkpoint.substring(checkpoint.lastIndexOf('-') + 1));
      await().atMost(PATIENCE).until(() -> oracle.checkpoints().containsKey(id));
      cluster.cancelJob(job).get();
      cluster.requestJobResult(job).get();
      requireEqualContents();
      return retained(Path.of(checkpoint.replaceFirst("^file:", "")).getParent());
    }

    /** The one that is left: a later one may have completed before the job ended. */
    private static String retained(Path checkpoints) throws IOException {
      try (Stream<Path> files = Files.walk(checkpoints, 2)) {
        Path metadata =
            files
                .filter(file -> file.endsWith("_metadata"))
                .max(Comparator.comparing(file -> file.toFile().lastModified()))
                .orElseThrow();
        return metadata.getParent().toString();
      }
    }

    /** At every examined checkpoint that completed, in both holders, against the stream itself. */
    private void requireEqualContents() {
      SortedMap<Long, Long> checkpoints = oracle.checkpoints();
      checkpoints.keySet().removeIf(checkpoint -> !oracle.isExamined(checkpoint));
      assertThat(checkpoints).as(title).isNotEmpty();
      checkpoints.forEach(
          (checkpoint, end) -> {
            for (Holder holder : Holder.values()) {
              assertThat(contents(holder, checkpoint))
                  .as("%s: %s at checkpoint %d, number %d", title, holder, checkpoint, end)
                  .isEqualTo(truth(end));
            }
          });
      OracleRun.forget(name);
    }

    private Map<Integer, Digest> contents(Holder holder, long checkpoint) {
      Map<Integer, Digest> all = new TreeMap<>();
      for (Part part : oracle.parts(checkpoint)) {
        if (part.holder() == holder) {
          part.groups()
              .forEach(
                  (group, digest) ->
                      assertThat(all.put(group, digest)).as("group %d twice", group).isNull());
        }
      }
      return all;
    }

    @SuppressWarnings("deprecation") // see NumberSource
    private JobGraph graph() {
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.getExecutionEnvironment(jobConfiguration(unaligned));
      env.setParallelism(parallelism);
      env.setMaxParallelism(StreamRows.GROUPS);
      DataStream<Long> numbers =
          env.addSource(new NumberSource(name), "numbers", Types.LONG).setParallelism(1).uid("n");
      KeyGroupExchange.byKeyGroup(numbers, n -> n, StreamRows.GROUPS)
          .transform("replay", Types.LONG, factory(Holder.REPLAY))
          .setMaxParallelism(StreamRows.GROUPS)
          .uid("replay")
          .sinkTo(new DiscardingSink<>())
          .uid("replay-sink");
      numbers
          .keyBy(n -> n, Types.LONG)
          .transform("keyed", Types.LONG, factory(Holder.KEYED_STATE))
          .uid("keyed")
          .sinkTo(new DiscardingSink<>())
          .uid("keyed-sink");
      return env.getStreamGraph().getJobGraph();
    }

    private HolderOperator.Factory factory(Holder holder) {
      return new HolderOperator.Factory(
          new HolderOperator.Settings(name, holder, ROW_BYTES, 2 * FIRST));
    }
  }

  private Map<Integer, Digest> truth(long end) {
    return truth.computeIfAbsent(end, e -> StreamRows.upTo(e, ROW_BYTES));
  }

  private Configuration jobConfiguration(boolean unaligned) {
    Configuration c = new Configuration();
    c.set(CheckpointingOptions.ENABLE_UNALIGNED, unaligned);
    c.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    c.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(NIGHTLY ? 20_000 : 200));
    c.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, PATIENCE);
    c.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1000);
    c.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    c.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    c.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    c.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    c.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    c.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    return c;
  }

  private MiniClusterConfiguration clusterConfiguration() {
    Configuration c = new Configuration();
    c.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(NIGHTLY ? 512 : 64));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    return new MiniClusterConfiguration.Builder()
        .setConfiguration(c)
        .setNumTaskManagers(1)
        .setNumSlotsPerTaskManager(4)
        .withRandomPorts()
        .build();
  }
}
