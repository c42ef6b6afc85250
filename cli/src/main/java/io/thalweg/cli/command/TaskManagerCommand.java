package io.thalweg.cli.command;

import io.thalweg.cli.node.TaskManagerNode;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg taskmanager}: gives learners a place to work. */
@Command(
    name = "taskmanager",
    mixinStandardHelpOptions = true,
    hidden = true,
    header = "Run a TaskManager for a pipeline, as a part of a cluster.",
    description = "%nLearning takes in what room there is, and goes on with less when it goes.%n")
public final class TaskManagerCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline.")
  private Path file = Path.of("");

  @Mixin private Membership membership = new Membership();

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "1",
      description = "Learners that have room here (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Override
  public Integer call() throws Exception {
    if (slots < 1) {
      throw new CommandException("--slots is %d; say 1 or more".formatted(slots));
    }
    PipelineConfig pipeline = PipelineFile.read(file);
    TaskManagerNode.run(pipeline, membership.identity(pipeline), membership.directory(), slots);
    return 0;
  }
}
