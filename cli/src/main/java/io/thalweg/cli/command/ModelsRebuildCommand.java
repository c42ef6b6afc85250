package io.thalweg.cli.command;

import io.thalweg.cli.models.Differences;
import io.thalweg.cli.models.Registry;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.run.RebuildRun;
import io.thalweg.cli.run.StopRequest;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Provenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg models rebuild}. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    header = "Learn a version again from its records, and compare the weights.",
    description = {
      "%nReads the topics from their beginning up to the version's round, on a Flink in this"
          + " process; writes to no topic and to no model store. Exits with 0 if the weights are"
          + " equal to the bit, with 1 if they differ.%n"
    })
final class ModelsRebuildCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "VERSION", description = "Its number.")
  private long version;

  @Option(
      names = "--pipeline",
      paramLabel = "PIPELINE.yaml",
      required = true,
      description = "The pipeline that has released it, with deterministic: true.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws Exception {
    PipelineConfig pipeline = PipelineFile.read(file);
    Registry registry = Registry.of(pipeline);
    Manifest original = registry.manifest(registry.find(name, Optional.of(version)));
    requireSame(original, pipeline);
    PipelineRun.check(pipeline);
    Manifest rebuilt;
    try (StopRequest stop = StopRequest.listen();
        StatusLine line = StatusLine.onStandardOutput();
        RebuildRun run = RebuildRun.open(pipeline, original.round())) {
      rebuilt = run.finish(line, stop);
    }
    String then = RunSummary.weightsSha256(original);
    String now = RunSummary.weightsSha256(rebuilt);
    System.out.println("version %d: %s".formatted(version, then));
    System.out.println("rebuilt:   %s".formatted(now));
    System.out.println(then.equals(now) ? "equal" : "differs");
    return then.equals(now) ? 0 : 1;
  }

  private void requireSame(Manifest original, PipelineConfig pipeline) throws Exception {
    Provenance receipt = original.provenance();
    if (receipt == null || !receipt.deterministic()) {
      throw new CommandException(
          "version %d was learned without deterministic: true, so no second run gives the same weights; rebuild a version that was learned with it"
              .formatted(version));
    }
    List<String> why = new ArrayList<>(Differences.of(receipt, pipeline, kernel(pipeline)));
    why.addAll(Differences.gone(receipt, pipeline));
    if (!why.isEmpty()) {
      throw new CommandException(
          "version %d can't be rebuilt with %s: %s; restore what made it"
              .formatted(version, file, String.join("; ", why)));
    }
  }

  private static String kernel(PipelineConfig pipeline) {
    try (GradientEngine engine =
        pipeline.engine().open(pipeline.model(), pipeline.training().maxRows())) {
      return engine.description();
    }
  }
}
