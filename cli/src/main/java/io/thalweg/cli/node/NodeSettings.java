package io.thalweg.cli.node;

import io.thalweg.learner.JobSettings;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.figures.FiguresReporterFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.util.FileUtils;

/** Flink's settings for the processes of a cluster. Stateless. */
final class NodeSettings {
  private static final String LOOPBACK = "127.0.0.1";

  /** What both kinds of process must know alike. */
  private static Configuration common(PipelineConfig pipeline, ClusterIdentity cluster) {
    Configuration c = JobSettings.of(pipeline);
    c.set(HighAvailabilityOptions.HA_MODE, "zookeeper");
    c.set(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM, cluster.zookeeper());
    c.set(HighAvailabilityOptions.HA_CLUSTER_ID, "/" + cluster.name());
    c.set(
        HighAvailabilityOptions.HA_STORAGE_PATH,
        pipeline.state().resolve("cluster/ha").toUri().toString());
    // Until a dead JobManager's session has run out, nobody may take its place.
    c.set(HighAvailabilityOptions.ZOOKEEPER_SESSION_TIMEOUT, Duration.ofSeconds(6));
    c.set(HighAvailabilityOptions.ZOOKEEPER_CONNECTION_TIMEOUT, Duration.ofSeconds(3));
    c.set(HighAvailabilityOptions.ZOOKEEPER_RETRY_WAIT, Duration.ofSeconds(1));
    c.set(SecurityOptions.ZOOKEEPER_SASL_DISABLE, true);
    FiguresReporterFactory.flinkConfiguration(pipeline).forEach(c::setString);
    c.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(2));
    c.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(8));
    return c;
  }

  /**
   * A JobManager's.
   *
   * @param restPort where its REST interface listens
   */
  static Configuration jobManager(
      PipelineConfig pipeline, ClusterIdentity cluster, Path directory, int restPort)
      throws IOException {
    Configuration c = common(pipeline, cluster);
    c.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, cluster.job().toHexString());
    c.set(JobManagerOptions.ADDRESS, LOOPBACK);
    c.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    c.set(RestOptions.ADDRESS, LOOPBACK);
    c.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    c.set(RestOptions.PORT, restPort);
    c.set(RestOptions.BIND_PORT, Integer.toString(restPort));
    elastic(c);
    // TaskManagers come and go here, and that is no reason to give up; what can't heal says so
    // itself and ends the job at once.
    c.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(5));
    temporary(c, directory);
    return c;
  }

  /** Learning goes on with the TaskManagers that there are, and takes in those that come. */
  private static void elastic(Configuration c) {
    c.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
    c.set(
        JobManagerOptions.SCHEDULER_SUBMISSION_RESOURCE_STABILIZATION_TIMEOUT,
        Duration.ofSeconds(3));
    c.set(JobManagerOptions.SCHEDULER_SUBMISSION_RESOURCE_WAIT_TIMEOUT, Duration.ofMillis(-1));
    c.set(JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, Duration.ofSeconds(5));
    c.set(
        JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT,
        Duration.ofSeconds(2));
    c.set(JobManagerOptions.SCHEDULER_RESCALE_TRIGGER_MAX_DELAY, Duration.ofSeconds(10));
  }

  /** A TaskManager's. */
  static Configuration taskManager(
      PipelineConfig pipeline, ClusterIdentity cluster, Path directory, int slots)
      throws IOException {
    Configuration c = common(pipeline, cluster);
    c.set(TaskManagerOptions.HOST, LOOPBACK);
    c.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    c.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
    c.set(TaskManagerOptions.CPU_CORES, (double) slots);
    memory(c, Math.multiplyExact(slots, replayBytes(pipeline)));
    temporary(c, directory);
    return c;
  }

  /** As a laptop has it. Without Flink's scripts every part has to be said. */
  private static void memory(Configuration c, long offHeapBytes) {
    c.set(TaskManagerOptions.FRAMEWORK_HEAP_MEMORY, MemorySize.ofMebiBytes(128));
    c.set(TaskManagerOptions.FRAMEWORK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(64));
    c.set(TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(256));
    c.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, new MemorySize(offHeapBytes));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
    c.set(TaskManagerOptions.JVM_METASPACE, MemorySize.ofMebiBytes(128));
    c.set(TaskManagerOptions.JVM_OVERHEAD_MIN, MemorySize.ofMebiBytes(128));
    c.set(TaskManagerOptions.JVM_OVERHEAD_MAX, MemorySize.ofMebiBytes(128));
  }

  /** Off the heap, in every slot. */
  private static long replayBytes(PipelineConfig pipeline) {
    var tiers = pipeline.replay().tiers();
    return Math.addExact(tiers.hotBytes(), tiers.warmMemoryBytes());
  }

  /** What a killed process has left there is of no use to anybody. */
  private static void temporary(Configuration c, Path directory) throws IOException {
    Path tmp = directory.resolve("tmp");
    FileUtils.deleteDirectory(tmp.toFile());
    c.set(CoreOptions.TMP_DIRS, Files.createDirectories(tmp).toString());
  }

  private NodeSettings() {}
}
