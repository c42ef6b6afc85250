package io.thalweg.cli.command;

import io.thalweg.cli.report.Report;
import io.thalweg.cli.run.DrainNews;
import io.thalweg.cli.run.EndOfStream;
import io.thalweg.cli.run.FirstDeadLetter;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.run.ReleaseHistory;
import io.thalweg.cli.run.RunLoop;
import io.thalweg.cli.run.RunReport;
import io.thalweg.cli.run.StateDirectory;
import io.thalweg.cli.run.StopRequest;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.artifact.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg run}: a pipeline of the user's own. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    header = "Learn from your topic, as a pipeline file says.",
    description = {
      "%nRuns the pipeline on a Flink in this process, and the server beside it if the file has"
          + " a serving section. It goes on from the newest checkpoint in the pipeline's state"
          + " directory, also after a crash. Ctrl-C stops with a savepoint: what is learned is in"
          + " it, and what waits for a label or a batch waits on after the next start. --until-end"
          + " drains: time goes to its end, and what has no label then has expired.%n"
    })
public final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline.")
  private Path file = Path.of("");

  @Option(
      names = "--until-end",
      description =
          "End once a backfill's files and everything that is on the source topics now is learned.")
  private boolean untilEnd;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "End after so long, say 60s or 5m.")
  private @Nullable Duration limit;

  @Option(names = "--fresh", description = "Begin anew, and set aside the checkpoints there are.")
  private boolean fresh;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures as JSON.")
  private @Nullable Path report;

  @Override
  public Integer call() throws Exception {
    ReportFile.requireWritable(report);
    PipelineConfig pipeline = PipelineFile.read(file);
    PipelineRun.checkRegistry(pipeline);
    PipelineRun.check(pipeline);
    try (StopRequest stop = StopRequest.listen();
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
      BooleanSupplier never = () -> false;
      try (PipelineRun run = PipelineRun.start(pipeline, from)) {
        from.ifPresent(
            path -> line.print("going on from " + path + "; figures count from the first start"));
        run.port().ifPresent(port -> line.print("serving on http://127.0.0.1:" + port));
        run.console().ifPresent(address -> line.print("console " + address));
        RunLoop loop = new RunLoop(run, line, stop, 1000);
        if (loop.watch(untilEnd ? EndOfStream.of(run) : never, Optional.ofNullable(limit))) {
          loop.drain();
        } else {
          loop.suspend();
        }
        finish(pipeline, run, loop, line);
      }
    }
    return 0;
  }

  private void finish(PipelineConfig pipeline, PipelineRun run, RunLoop loop, StatusLine line)
      throws Exception {
    JobFigures f = loop.figures();
    Optional<Manifest> last = ReleaseHistory.last(pipeline);
    line.close();
    System.out.println(RunSummary.of(pipeline, f));
    System.out.print(RunSummary.drifts(loop.drifts()));
    System.out.print(RunSummary.held(loop.held()));
    System.out.print(RunSummary.heldForBadRecords(loop.heldForBadRecords(), pipeline.badRecords()));
    System.out.print(RunSummary.experts(pipeline, f));
    Optional<String> refused =
        f.eventsDeadLettered() + f.labelsDeadLettered() > 0
            ? FirstDeadLetter.of(pipeline)
            : Optional.empty();
    refused.ifPresent(
        first ->
            System.out.println(
                "refused records are on topic "
                    + pipeline.topics().deadLetters()
                    + "; the first is "
                    + first));
    last.ifPresent(m -> System.out.print(RunSummary.champion(pipeline, m)));
    last.ifPresent(
        m ->
            System.out.println(
                "last version: "
                    + m.version()
                    + ", "
                    + Figures.count((double) m.examplesTrained())
                    + " examples, weights "
                    + RunSummary.weightsSha256(m)));
    if (report != null) {
      Report r = RunReport.of(pipeline, f, loop, run.serving());
      last.ifPresent(m -> r.modelSha256(RunSummary.weightsSha256(m)));
      r.write(report);
    }
    if (f.trained() == 0 && f.eventsRefused() > 0) {
      throw new CommandException(
          "nothing was learned: %d of %d events were refused; compare source.schema with what the topic holds"
              .formatted(f.eventsRefused(), f.eventsIn()));
    }
  }
}
