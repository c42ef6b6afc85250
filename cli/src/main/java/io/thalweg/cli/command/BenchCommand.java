package io.thalweg.cli.command;

import io.thalweg.bench.Bench;
import io.thalweg.bench.BenchReport;
import io.thalweg.bench.Benches;
import io.thalweg.bench.Context;
import io.thalweg.bench.process.ChildJvm;
import io.thalweg.bench.process.ParentWatch;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.NearestName;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thalweg bench}: a part beside its floor or peer. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchBatchesCommand.class,
      BenchContinualCommand.class,
      BenchPrequentialCommand.class
    },
    header = "Measure a part beside what bounds it, and say whether the goals hold.",
    description = {
      "%nRuns in a JVM of its own, with the heap and collector that the bench asks for. The"
          + " machine should be quiet. Without a name it lists the benches.%n"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every row keeps its goal or was skipped",
      "1:a row misses its goal, or something unexpected failed",
      "2:something you can mend; the line says how"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int MISSED = 1;

  @Spec private @Nullable CommandSpec spec;

  private @Nullable String name;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "How much data, where the bench's own choice is too much.")
  private @Nullable Long rows;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the rows as JSON.")
  private @Nullable Path report;

  /** How the command calls itself in the bench's own JVM. */
  @Option(names = "--in-this-process", hidden = true)
  private boolean inThisProcess;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The bench.")
  void name(String known) {
    try {
      this.name = find(known).name();
    } catch (CommandException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      Benches.all().forEach(b -> System.out.printf("%-14s %s%n", b.name(), b.summary()));
      Objects.requireNonNull(spec)
          .subcommands()
          .forEach(
              (subcommand, line) ->
                  System.out.printf(
                      "%-14s %s%n", subcommand, line.getCommandSpec().usageMessage().header()[0]));
      return 0;
    }
    ReportFile.requireWritable(report);
    Bench bench = find(name);
    if (rows != null && rows <= 0) {
      throw new CommandException("--rows must be above 0; say --rows 1000000");
    }
    return inThisProcess ? measure(bench) : runApart(bench);
  }

  private static Bench find(String name) {
    return Benches.find(name)
        .orElseThrow(
            () ->
                new CommandException(
                    "there is no bench '"
                        + name
                        + "'"
                        + NearestName.hint(
                            name, Benches.all().stream().map(Bench::name).toList())));
  }

  private int runApart(Bench bench) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("bench", bench.name(), "--in-this-process"));
    if (rows != null) {
      arguments.addAll(List.of("--rows", rows.toString()));
    }
    if (report != null) {
      arguments.addAll(List.of("--report", report.toString()));
    }
    return ChildJvm.run(bench.jvmOptions(), mainClass(), arguments, bench.limit());
  }

  /** The composition root cannot be imported from here. */
  private String mainClass() {
    return Objects.requireNonNull(spec).root().userObject().getClass().getName();
  }

  private int measure(Bench bench) throws Exception {
    ParentWatch.start();
    Context context =
        new Context(
            rows == null ? OptionalLong.empty() : OptionalLong.of(rows),
            Path.of(System.getProperty("thalweg.home", ".thalweg"), "bench"),
            line -> System.err.println(bench.name() + ": " + line));
    BenchReport found = BenchReport.of(bench.name(), bench.run(context));
    System.out.print(found.text());
    if (report != null) {
      found.write(report);
    }
    return found.holds() ? 0 : MISSED;
  }
}
