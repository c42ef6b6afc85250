package io.thalweg.cli.command;

import io.thalweg.cli.cluster.ClusterSize;
import io.thalweg.cli.cluster.PipelineCluster;
import io.thalweg.cli.run.DrainNews;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.run.StateDirectory;
import io.thalweg.cli.run.StopRequest;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg cluster}: a pipeline in processes of its own. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    header = "Learn as run does, on a cluster of processes on this machine.",
    description = {
      "%nStarts ZooKeeper, JobManagers, TaskManagers and servers as processes of their own, and"
          + " starts again whichever dies: learning goes on from the last completed checkpoint,"
          + " with as many of the pipeline's learners as have room. Who they are stands in"
          + " cluster/processes.json in the pipeline's state directory, their logs beside it."
          + " Ctrl-C stops with a savepoint, as it does in run, and leaves no process behind.%n"
    })
public final class ClusterCommand implements Callable<Integer> {
  private static final long PERIOD_MILLIS = 100;
  private static final Duration STATUS_EVERY = Duration.ofSeconds(1);

  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline.")
  private Path file = Path.of("");

  @Option(
      names = "--taskmanagers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Processes that share the learners (default: ${DEFAULT-VALUE}).")
  private int taskManagers;

  @Option(
      names = "--jobmanagers",
      paramLabel = "N",
      defaultValue = "1",
      description = "One leads, the others stand by (default: ${DEFAULT-VALUE}).")
  private int jobManagers;

  @Option(
      names = "--servers",
      paramLabel = "N",
      description =
          "Inference servers, on serving.port and the ports after it "
              + "(default: 1 if the file has a serving section).")
  private @Nullable Integer servers;

  @Option(
      names = "--kafka",
      description =
          "Run a broker, too, where kafka.bootstrap.servers says, "
              + "and make the topics that the pipeline reads.")
  private boolean kafka;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "End after so long, say 60s or 5m.")
  private @Nullable Duration limit;

  @Option(
      names = {"--stop-within", "--drain-within"},
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "90s",
      description = {
        "How long the savepoint at the end may take (default:"
            + " ${DEFAULT-VALUE}); after that the next start goes on from the last checkpoint."
      })
  private Duration stopWithin = Duration.ZERO;

  @Option(names = "--fresh", description = "Begin anew, and set aside the checkpoints there are.")
  private boolean fresh;

  @Override
  public Integer call() throws Exception {
    PipelineConfig pipeline = PipelineFile.read(file);
    ClusterSize size = size(pipeline);
    try (StopRequest stop = StopRequest.listen(stopWithin.plus(PipelineCluster.STOP_PATIENCE));
        StatusLine line = StatusLine.onStandardOutput();
        StateDirectory state = StateDirectory.take(pipeline.state())) {
      stop.tell(new DrainNews(pipeline, line::print));
      if (fresh) {
        state
            .setAside()
            .ifPresent(
                path ->
                    line.print("older checkpoints are in " + path + "; they work where they were"));
      }
      Optional<Path> from = state.newest();
      if (from.isEmpty()) {
        PipelineRun.checkFiles(pipeline);
      }
      from.ifPresent(path -> line.print("going on from " + path));
      try (PipelineCluster cluster =
          PipelineCluster.start(file, pipeline, size, from, line::print)) {
        watch(cluster, line, stop);
        stop(cluster, stopWithin, line);
      }
    }
    return 0;
  }

  private ClusterSize size(PipelineConfig pipeline) {
    requireIn(taskManagers, 1, PipelineConfig.GROUPS, "--taskmanagers");
    requireIn(jobManagers, 1, 9, "--jobmanagers");
    boolean serves = pipeline.serving().isPresent();
    int wanted = servers == null ? (serves ? 1 : 0) : servers;
    requireIn(wanted, 0, 99, "--servers");
    if (wanted > 0 && !serves) {
      throw new CommandException(
          "--servers is %d, but %s has no serving section; add serving: {port: 8080}"
              .formatted(wanted, file));
    }
    if (wanted > 0) {
      requireFree(pipeline.serving().get(), wanted);
    }
    return new ClusterSize(kafka ? 1 : 0, jobManagers, taskManagers, wanted);
  }

  private static void requireFree(PipelineConfig.Serving serving, int servers) {
    int first = serving.port();
    for (int i = 0; i < servers && first != 0; i++) {
      Ports.requireFree(first + i, "serving.port");
    }
    int admin = serving.admin().map(PipelineConfig.Admin::port).orElse(0);
    if (admin != 0 && first != 0 && Math.abs(admin - first) < servers) {
      throw new CommandException(
          "serving.admin-port is %d, and of %d servers with serving.port %d some would listen twice; say %d"
              .formatted(admin, servers, first, first + servers));
    }
    for (int i = 0; i < servers && admin != 0; i++) {
      Ports.requireFree(admin + i, "serving.admin-port");
    }
  }

  private static void requireIn(int value, int least, int most, String option) {
    if (value < least || value > most) {
      throw new CommandException(
          "%s is %d; say a number from %d to %d".formatted(option, value, least, most));
    }
  }

  /** Until Ctrl-C, the limit, or the job's end. */
  private void watch(PipelineCluster cluster, StatusLine line, StopRequest stop) throws Exception {
    long began = System.nanoTime();
    long statusAt = began;
    while (!stop.await(PERIOD_MILLIS) && cluster.watch()) {
      long now = System.nanoTime();
      if (now - statusAt >= 0) {
        Duration elapsed = Duration.ofNanos(now - began);
        line.update(Figures.duration(elapsed) + "  " + cluster.status());
        statusAt = System.nanoTime() + STATUS_EVERY.toNanos();
      }
      if (limit != null && now - began >= limit.toNanos()) {
        return;
      }
    }
  }

  private static void stop(PipelineCluster cluster, Duration within, StatusLine line)
      throws Exception {
    if (!cluster.watch()) {
      line.print("the job has been ended by somebody else");
      return;
    }
    try {
      line.print("stopped with " + cluster.suspend(within));
    } catch (TimeoutException e) {
      line.print(
          e.getMessage()
              + "; the next start goes on from the last checkpoint; --stop-within gives more time");
    }
  }
}
