package io.thalweg.cli.command;

import io.thalweg.bench.BenchReport;
import io.thalweg.bench.prequential.PrequentialBench;
import io.thalweg.bench.prequential.PrequentialOptions;
import io.thalweg.bench.process.ChildJvm;
import io.thalweg.bench.process.ParentWatch;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.ProgressBar;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.model.evaluate.PrequentialCounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg bench prequential}: how good a model is on a file's stream. */
@Command(
    name = PrequentialBench.NAME,
    mixinStandardHelpOptions = true,
    header = BenchPrequentialCommand.SUMMARY,
    description = {
      "%nEvery row is predicted before it is learned, in the order of the file, by the code that"
          + " learns in a pipeline, without Kafka or Flink. Without --pipeline, inputs and a model"
          + " of two layers are made up from what the columns hold.%n"
    })
public final class BenchPrequentialCommand implements Callable<Integer> {
  static final String SUMMARY = "a CSV file as a stream: accuracy, kappa, baselines, events/s";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--csv",
      required = true,
      paramLabel = "FILE",
      description = "CSV with a header, oldest row first.")
  private Path csv = Path.of("");

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "What is predicted. Default: the label.field of the pipeline.")
  private @Nullable String label;

  @Option(
      names = "--pipeline",
      paramLabel = "YAML",
      description = "Take features, model, training and replay from this pipeline file.")
  private @Nullable Path pipeline;

  @Option(names = "--rows", paramLabel = "N", description = "Only the first N rows.")
  private @Nullable Long rows;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the rows as JSON.")
  private @Nullable Path report;

  /** How the command calls itself in the bench's own JVM. */
  @Option(names = "--in-this-process", hidden = true)
  private boolean inThisProcess;

  @Override
  public Integer call() throws Exception {
    ReportFile.requireWritable(report);
    if (rows != null && rows <= 0) {
      throw new CommandException("--rows must be above 0; say --rows 10000");
    }
    return inThisProcess ? measure() : runApart();
  }

  private int runApart() throws Exception {
    CommandSpec root = Objects.requireNonNull(spec).root();
    List<String> arguments = new ArrayList<>(List.of("bench", PrequentialBench.NAME));
    arguments.add("--in-this-process");
    add(arguments, "--csv", csv);
    add(arguments, "--label", label);
    add(arguments, "--pipeline", pipeline);
    add(arguments, "--rows", rows);
    add(arguments, "--report", report);
    return ChildJvm.run(
        PrequentialBench.JVM_OPTIONS,
        root.userObject().getClass().getName(),
        arguments,
        PrequentialBench.LIMIT);
  }

  private static void add(List<String> arguments, String option, @Nullable Object value) {
    if (value != null) {
      arguments.add(option + "=" + value);
    }
  }

  private int measure() throws Exception {
    ParentWatch.start();
    PrequentialOptions options =
        new PrequentialOptions(
            csv, label, pipeline, rows == null ? OptionalLong.empty() : OptionalLong.of(rows));
    Path scratch = Path.of(System.getProperty("thalweg.home", ".thalweg"), "bench");
    BenchReport found;
    try (StatusLine line = StatusLine.onStandardOutput()) {
      ProgressBar bar = new ProgressBar(line, System::nanoTime);
      found =
          BenchReport.of(
              PrequentialBench.NAME,
              PrequentialBench.run(
                  options,
                  scratch,
                  (done, total, counts) -> bar.update(done, total, () -> figure(counts))));
    }
    System.out.print(found.text());
    if (report != null) {
      found.write(report);
    }
    return 0;
  }

  private static String figure(PrequentialCounts counts) {
    return counts.squaredErrorSum() > 0
        ? "rmse %.4g".formatted(counts.rootMeanSquaredError())
        : "accuracy " + Figures.percent(counts.accuracy());
  }
}
