package io.thalweg.cli.cluster;

import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.PipelineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.util.FileUtils;

/** A pipeline that runs in processes of its own on this machine. Confined to one thread. */
public final class PipelineCluster implements AutoCloseable {
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(60);

  /**
   * How long {@link #close} and what comes before it may take beside a savepoint, and some more.
   */
  public static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private static final Duration END_PATIENCE = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 100;
  private static final int ENDED = 0;
  private static final int FAILED = 163; // the byte that is left of Flink's 1443

  private final PipelineConfig pipeline;
  private final Supervisor supervisor;
  private final JobRest job;
  private final List<Child> jobManagers = new ArrayList<>();

  private PipelineCluster(PipelineConfig pipeline, Supervisor supervisor, JobRest job) {
    this.pipeline = pipeline;
    this.supervisor = supervisor;
    this.job = job;
  }

  /**
   * Starts all its processes; those that need another wait for it themselves. What an earlier
   * cluster left for its own JobManagers is deleted: between clusters the newest checkpoint counts.
   *
   * @param from a checkpoint or savepoint to go on from
   * @param news is told, in one line, of each start
   */
  public static PipelineCluster start(
      Path file,
      PipelineConfig pipeline,
      ClusterSize size,
      Optional<Path> from,
      Consumer<String> news)
      throws IOException, InterruptedException, TopicException {
    Path directory = Files.createDirectories(pipeline.state().resolve("cluster"));
    FileUtils.deleteDirectory(directory.resolve("zookeeper").toFile());
    FileUtils.deleteDirectory(directory.resolve("ha").toFile());
    ProcessPlan plan = new ProcessPlan(file, pipeline, size, directory);
    Supervisor supervisor = new Supervisor(directory, news);
    PipelineCluster cluster =
        new PipelineCluster(pipeline, supervisor, new JobRest(plan.jobManagerUris()));
    try {
      if (size.kafkas() > 0) {
        cluster.startKafka(plan);
      }
      PipelineRun.checkRegistry(pipeline);
      PipelineRun.check(pipeline);
      PipelineRun.createOutputs(pipeline);
      PipelineRun.checkKept(pipeline, from);
      supervisor.start(plan.zooKeeper());
      for (ProcessSpec spec : plan.jobManagers(from)) {
        cluster.jobManagers.add(supervisor.start(spec));
      }
      for (ProcessSpec spec : plan.taskManagers()) {
        supervisor.start(spec);
      }
      for (ProcessSpec spec : plan.servers()) {
        supervisor.start(spec);
      }
      plan.consoles().forEach(address -> news.accept("console " + address));
      return cluster;
    } catch (IOException | InterruptedException | TopicException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** A broker, and on it the topics that the pipeline reads. */
  private void startKafka(ProcessPlan plan)
      throws IOException, InterruptedException, TopicException {
    int port = Addresses.localBroker(pipeline.bootstrapServers());
    if (Addresses.isListening(port)) {
      throw new CommandException(
          "something listens on %s already; end it, or leave --kafka out to use it"
              .formatted(Addresses.at(port)));
    }
    supervisor.start(plan.kafka(port));
    long deadline = System.nanoTime() + BROKER_PATIENCE.toNanos();
    while (!Addresses.isListening(port)) {
      supervisor.reviveDead();
      if (System.nanoTime() > deadline) {
        throw new CommandException(
            "Kafka isn't up on %s after %d s; its log is in %s"
                .formatted(
                    Addresses.at(port),
                    BROKER_PATIENCE.toSeconds(),
                    pipeline.state().resolve("cluster/kafka")));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    int partitions = pipeline.learners();
    createInput(pipeline.source().topic(), partitions);
    if (pipeline.labels() instanceof LabelSpec.FromTopic labels) {
      createInput(labels.topic(), partitions);
    }
  }

  private void createInput(String topic, int partitions) throws TopicException {
    TopicAdmin.ensure(pipeline.bootstrapServers(), pipeline.kafka(), topic, partitions);
  }

  /**
   * Starts again who has died.
   *
   * @return false once the job has been ended by somebody else
   * @throws CommandException when the job has failed for good
   */
  public boolean watch() throws IOException {
    for (Child jobManager : jobManagers) {
      OptionalInt exit = jobManager.exit();
      if (exit.isPresent() && exit.getAsInt() == FAILED) {
        throw new CommandException(
            "the job has failed for good; the reason is at the end of "
                + jobManager.log()
                + "; its last checkpoint is kept");
      }
      if (exit.isPresent() && exit.getAsInt() == ENDED) {
        return false;
      }
    }
    supervisor.reviveDead();
    return true;
  }

  /** How it stands, in one line. Asks the JobManager. */
  public String status() throws InterruptedException {
    return job.look()
            .map(
                view ->
                    "%s  %d of %d learners  %d checkpoints  job restarts %d"
                        .formatted(
                            view.state(),
                            view.learners(),
                            pipeline.learners(),
                            view.checkpoints(),
                            view.restarts()))
            .orElse("no JobManager leads")
        + "  processes restarted "
        + supervisor.restarts();
  }

  /**
   * Stops where the stream stands; a savepoint keeps what is learned and all that waits. Returns
   * when the JobManager has gone.
   *
   * @return the savepoint
   */
  public String suspend(Duration patience)
      throws IOException, InterruptedException, TimeoutException {
    String savepoint = job.suspend(pipeline.state().resolve("savepoints"), patience);
    long deadline = System.nanoTime() + END_PATIENCE.toNanos();
    while (jobManagers.stream().allMatch(child -> child.exit().isEmpty())
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return savepoint;
  }

  @Override
  public void close() throws IOException {
    supervisor.close();
  }
}
