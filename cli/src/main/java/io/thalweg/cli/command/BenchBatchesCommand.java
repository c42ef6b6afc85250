package io.thalweg.cli.command;

import io.thalweg.bench.BenchReport;
import io.thalweg.bench.Context;
import io.thalweg.bench.drift.BatchTable;
import io.thalweg.bench.drift.Batches;
import io.thalweg.bench.process.ChildJvm;
import io.thalweg.bench.process.ParentWatch;
import io.thalweg.cli.terminal.CommandException;
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

/** {@code thalweg bench batches}: what sizes of batches do to accuracy and speed. */
@Command(
    name = Batches.NAME,
    mixinStandardHelpOptions = true,
    header = "batch, replay-per-fresh and replay-steps on drifting streams: accuracy, speed",
    description = {
      "%nLearns the streams of 'bench drift' with batches of 1, 8, 32 and 256 fresh rows, with one"
          + " and four replayed rows beside each, in one and in three steps; all else is the"
          + " setting of that bench. With --csv and --pipeline a file as well, by its own"
          + " pipeline.%n"
    })
public final class BenchBatchesCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "One stream more: CSV with a header, oldest row first.")
  private @Nullable Path csv;

  @Option(names = "--pipeline", paramLabel = "YAML", description = "What learns that file.")
  private @Nullable Path pipeline;

  @Option(names = "--rows", paramLabel = "N", description = "Of each stream (20000).")
  private @Nullable Long rows;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures as JSON.")
  private @Nullable Path report;

  /** How the command calls itself in the bench's own JVM. */
  @Option(names = "--in-this-process", hidden = true)
  private boolean inThisProcess;

  @Override
  public Integer call() throws Exception {
    if (rows != null && rows <= 0) {
      throw new CommandException("--rows must be above 0; say --rows 10000");
    }
    ReportFile.requireWritable(report);
    return inThisProcess ? measure() : runApart();
  }

  private int runApart() throws Exception {
    CommandSpec root = Objects.requireNonNull(spec).root();
    List<String> arguments = new ArrayList<>(List.of("bench", Batches.NAME, "--in-this-process"));
    add(arguments, "--csv", csv);
    add(arguments, "--pipeline", pipeline);
    add(arguments, "--rows", rows);
    add(arguments, "--report", report);
    String main = root.userObject().getClass().getName();
    return ChildJvm.run(Batches.JVM_OPTIONS, main, arguments, Batches.LIMIT);
  }

  private static void add(List<String> arguments, String option, @Nullable Object value) {
    if (value != null) {
      arguments.add(option + "=" + value);
    }
  }

  private int measure() throws Exception {
    ParentWatch.start();
    Context context =
        new Context(
            rows == null ? OptionalLong.empty() : OptionalLong.of(rows),
            Path.of(System.getProperty("thalweg.home", ".thalweg"), "bench"),
            System.err::println);
    BatchTable found = Batches.run(context, csv, pipeline);
    System.out.print(found.text());
    if (report != null) {
      BenchReport.of(Batches.NAME, found.rows()).write(report);
    }
    return 0;
  }
}
