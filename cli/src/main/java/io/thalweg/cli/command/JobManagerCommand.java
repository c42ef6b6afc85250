package io.thalweg.cli.command;

import io.thalweg.cli.cluster.Leash;
import io.thalweg.cli.node.JobManagerNode;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.run.StateDirectory;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg jobmanager}: leads a pipeline's job, or stands by. */
@Command(
    name = "jobmanager",
    mixinStandardHelpOptions = true,
    hidden = true,
    header = "Run a JobManager for a pipeline, as a part of a cluster.",
    description = {
      "%nOf several with one cluster name, one leads, and another goes on in its place from the"
          + " last completed checkpoint.%n"
    })
public final class JobManagerCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline.")
  private Path file = Path.of("");

  @Mixin private Membership membership = new Membership();

  @Option(
      names = "--rest-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Where Flink's REST interface listens (default: ${DEFAULT-VALUE}).")
  private int restPort;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "A checkpoint to begin with (default: the newest under the pipeline's state).")
  private @Nullable Path from;

  @Override
  public Integer call() throws Exception {
    PipelineConfig pipeline = PipelineFile.read(file);
    if (Leash.isHeld()) {
      lead(pipeline, Optional.ofNullable(from)); // whoever started it has the state directory
      return 0;
    }
    try (StateDirectory state = StateDirectory.share(pipeline.state())) {
      PipelineRun.check(pipeline);
      PipelineRun.createOutputs(pipeline);
      Optional<Path> begin = from == null ? state.newest() : Optional.of(from);
      PipelineRun.checkKept(pipeline, begin);
      lead(pipeline, begin);
    }
    return 0;
  }

  private void lead(PipelineConfig pipeline, Optional<Path> begin) throws Exception {
    Ports.requireFree(restPort, "--rest-port");
    JobManagerNode.run(
        file, membership.identity(pipeline), membership.directory(), restPort, begin);
  }
}
