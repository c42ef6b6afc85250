package io.thalweg.cli.command;

import io.thalweg.cli.run.StateDirectory;
import io.thalweg.cli.sweep.Sweep;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.model.store.ModelStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg checkpoints}: the files of a pipeline that doesn't run. */
@Command(
    name = "checkpoints",
    mixinStandardHelpOptions = true,
    header = "Look after the checkpoints of a pipeline.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = CheckpointsCommand.SweepCommand.class)
public final class CheckpointsCommand {

  /** {@code thalweg checkpoints sweep}. */
  @Command(
      name = "sweep",
      mixinStandardHelpOptions = true,
      header = "Delete files that no checkpoint and no savepoint needs.",
      description = {
        "%nA task that is killed while it uploads leaves files behind that Flink knows nothing"
            + " about, and a JobManager that dies may leave a whole checkpoint. This deletes them."
            + " Savepoints, the newest checkpoint, and whatever they refer to stay. So do all"
            + " versions in the model store; what was only begun there goes. The pipeline must not"
            + " be running.%n"
      })
  static final class SweepCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline.")
    private Path file = Path.of("");

    @Option(
        names = "--older-than",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        defaultValue = "24h",
        description = "Keep what was written since (default: ${DEFAULT-VALUE}).")
    private Duration age = Duration.ZERO;

    @Option(names = "--dry-run", description = "Only list what would be deleted.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
      PipelineConfig pipeline = PipelineFile.read(file);
      if (!Files.isDirectory(pipeline.state())) {
        throw new CommandException(
            "there is no state directory %s; run the pipeline first, or mend the key state"
                .formatted(pipeline.state()));
      }
      try (StateDirectory state = StateDirectory.take(pipeline.state())) {
        var unused = state.newest(); // or what is undone may be all there is
        Instant writtenBefore = Instant.now().minus(age);
        Sweep sweep = Sweep.find(state.path(), writtenBefore);
        if (dryRun) {
          sweep.files().forEach(System.out::println);
        } else {
          sweep.delete();
        }
        System.out.printf(
            "%s %d files, %sB that no checkpoint refers to%n",
            dryRun ? "would delete" : "deleted",
            sweep.files().size(),
            Figures.count((double) sweep.bytes()));
        sweepStore(pipeline.release().storeUri(), writtenBefore);
      }
      return 0;
    }

    /** Others may write there meanwhile, but no put takes as long as that. */
    private void sweepStore(String uri, Instant writtenBefore) throws IOException {
      if (!(ModelStores.open(uri) instanceof LocalModelStore store)) {
        return;
      }
      Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
      List<Path> begun =
          store.unfinished(writtenBefore.isBefore(hourAgo) ? writtenBefore : hourAgo);
      for (Path file : begun) {
        if (dryRun) {
          System.out.println(file);
        } else {
          Files.deleteIfExists(file);
        }
      }
      if (!begun.isEmpty()) {
        System.out.printf(
            "%s %d files that were never finished in the model store%n",
            dryRun ? "would delete" : "deleted", begun.size());
      }
    }
  }
}
